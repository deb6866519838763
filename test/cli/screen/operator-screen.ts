import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PseudoTerminal } from '../../screen/pseudo-terminal';
import { FleetProject } from '../fleet-project';

const PROGRAM = resolve(__dirname, '..', '..', 'screen', 'program.js');

/** What an operator sees of `quantum-kvm` in a project, in terminals of their own. */
export class OperatorScreens {
  private readonly transpiled = mkdtempSync(join(tmpdir(), 'transpiled-'));
  private readonly terminals: PseudoTerminal[] = [];

  /** @param args of the command, as typed */
  start(
    project: FleetProject,
    args: readonly string[],
    size: { columns: number; rows?: number },
    env: NodeJS.ProcessEnv = {},
  ): PseudoTerminal {
    const terminal = PseudoTerminal.start([process.execPath, PROGRAM, ...args], {
      ...size,
      cwd: project.folder,
      env: {
        ...{ CI: '', NO_COLOR: '', TRANSPILED: this.transpiled },
        ...{ ...project.environment, ...env },
      },
    });
    this.terminals.push(terminal);
    return terminal;
  }

  closeAll(): void {
    this.terminals.splice(0).forEach((terminal) => terminal.close());
  }

  remove(): void {
    this.closeAll();
    rmSync(this.transpiled, { recursive: true });
  }
}

/** The screen without what differs from run to run. */
export function normalised(screen: string, { folder }: FleetProject): string {
  return screen
    .replaceAll(folder, 'PROJECT')
    .replace(/(?:\d\n?){8}T\n?(?:\d\n?){9}Z/g, 'TIME')
    .replace(/SHA256:[\w+/]{43}/g, `SHA256:${'x'.repeat(43)}`);
}
