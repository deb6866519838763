import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ran } from './command';
import { Block, isSeen, withLine } from './document';
import { lab } from './project';

const ROOT = resolve(__dirname, '..', '..', '..');
const DIFFERENCES = 3;

/** Does in a folder what a document says, block by block. */
export class TaskRunner {
  /** What the last commands printed. */
  output = '';

  /**
   * @param inLab a text of the document as it is in the lab: hosts, names, sizes
   * @param env environment variables beside those of the test
   */
  constructor(
    private readonly folder: string,
    private readonly inLab: (text: string) => string,
    private readonly env: NodeJS.ProcessEnv = {},
  ) {
    const programs = join(folder, 'node_modules', '.bin');
    mkdirSync(programs, { recursive: true });
    symlinkSync(join(ROOT, 'dist', 'cli', 'quantum-kvm.js'), join(programs, 'quantum-kvm'));
  }

  /** Lines of XML are put into the configuration, commands run, and what is seen is looked for. */
  follow({ language, lines }: Block): void {
    if (language === 'xml') lines.forEach((line) => this.edit(this.inLab(line)));
    if (language === 'sh') this.output = lines.map((line) => this.run(this.inLab(line))).join('');
    if (language === 'text') lines.map(this.inLab).forEach((line) => this.see(line));
  }

  edit(line: string): void {
    const file = join(this.folder, 'quantum_server_config.xml');
    writeFileSync(file, withLine(readFileSync(file, 'utf8'), line), { mode: 0o600 });
  }

  /** @throws when it ends with another exit code than the line says: 0, or of plan and status that of differences */
  run(line: string): string {
    const [command = '', expected] = line.split(/ +# exit code /);
    if (command.includes('quantum-kvm check')) {
      writeFileSync(join(this.folder, 'known_hosts'), lab('known-hosts'));
    }
    const { QUANTUM_KVM_CONFIG: _, ...env } = { ...process.env, ...this.env };
    const { status, stdout, stderr } = ran('bash', ['-c', answered(command)], {
      cwd: this.folder,
      env,
    });
    const allowed = expected === undefined ? [0] : [Number(expected)];
    if (expected === undefined && /quantum-kvm (plan|status)/.test(command)) {
      allowed.push(DIFFERENCES);
    }
    if (allowed.includes(status ?? -1)) return stdout + stderr;
    throw new Error(`${command}: exit code ${status}\n${stdout}${stderr}`);
  }

  private see(line: string): void {
    if (!isSeen(line, this.output)) throw new Error(`"${line}" is not seen in:\n${this.output}`);
  }
}

/** A line as it is without a terminal to ask on. */
function answered(line: string): string {
  return line
    .replace(/quantum-kvm (deploy|destroy|retire|prepare|adopt)/, '$& --yes')
    .replace(/quantum-kvm check/, '$& --known-hosts known_hosts');
}
