import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { readFacts } from '../../lib/facts/facts-file';
import { HostSpec } from '../../lib/machine/host-spec';
import { writeAtomically } from '../../lib/node/file/atomic-file';
import { deploymentKeyFile } from '../../lib/node/deployment-key';
import { PRIVATE_FILE, makeUnversionedFolder } from '../../lib/node/file/private-file';
import { Project } from '../../lib/node/project';
import {
  SshCommandTarget,
  pinnedHosts,
  shellLine,
  terminalCommand,
  tunnelCommand,
} from '../../lib/ssh/ssh-command';
import {
  MachineConsoles,
  machineConsoles,
  withoutConsole,
} from '../../fleet/status/machine-consoles';
import { ExitCode } from '../report/exit-code';
import { notice } from '../report/notice';
import { printAsIs } from '../report/output';
import { readFleetInput } from './session/fleet-input';
import { Refusal } from './session/refusal';

export interface ConsoleOptions {
  readonly config?: string;
  readonly serial?: boolean;
  readonly vnc?: boolean;
  /** Print what would be run. */
  readonly print?: boolean;
}

/** One way to a console: the words of an ssh, and what to do with it. */
interface Way {
  readonly words: readonly string[];
  readonly use: string;
}

/** `quantum-kvm console`: the serial console or the display of a host's VM, through ssh. */
export async function console(address: string, options: ConsoleOptions): Promise<number | Refusal> {
  if (options.serial && options.vnc && !options.print) {
    return Refusal.of('--serial and --vnc are two consoles; name one, or say --print');
  }
  const fleet = readFleetInput({ ...options, hosts: address, parallel: 1 });
  if (fleet instanceof Refusal) return fleet;
  const { specs, failed, input } = fleet;
  const [spec] = specs;
  if (!spec) return Refusal.failed(`${address}: ${failed[0]?.cause ?? 'it is not known'}`);
  const found = await machineConsoles(spec, input.project);
  if (typeof found === 'string') return Refusal.failed(`${address}: ${found}`);
  const ways = await waysTo(found, spec, input.project, options);
  const [way] = ways;
  if (!way) return Refusal.failed(`${address}: ${nothingOpen(found, spec, options)}`);
  if (!options.print) return follow(way);
  for (const { use, words } of ways) printAsIs(process.stdout, `# ${use}\n${shellLine(words)}`);
  return ExitCode.done;
}

/** Those that were asked for: without a choice the serial console is opened, and both are printed. */
async function waysTo(
  { vnc, serial }: MachineConsoles,
  spec: HostSpec,
  project: Project,
  options: ConsoleOptions,
): Promise<Way[]> {
  const any = !options.serial && !options.vnc;
  const target = sshTarget(spec, project);
  const wantsVnc = options.vnc || (any && options.print);
  return [
    ...(serial && (options.serial || any) ? [serialWay(target, spec)] : []),
    ...(vnc && wantsVnc ? [await vncWay(target, spec, vnc)] : []),
  ];
}

function serialWay(target: SshCommandTarget, { login, machine: { name } }: HostSpec): Way {
  const virsh = `virsh -c qemu:///system console ${name}`;
  const words = terminalCommand(target, login.name === 'root' ? virsh : `sudo -n ${virsh}`);
  return { words, use: `serial console of ${name}; Ctrl-] leaves it` };
}

async function vncWay(
  target: SshCommandTarget,
  { machine: { name } }: HostSpec,
  remote: NonNullable<MachineConsoles['vnc']>,
): Promise<Way> {
  const localPort = await freePort(remote.port);
  return {
    words: tunnelCommand(target, { localPort, remote }),
    use: `display of ${name}: while this runs, point a VNC viewer at 127.0.0.1:${localPort}; Ctrl-C ends it`,
  };
}

/** The pinned keys stand in a file of their own, so that what is printed works as long as they hold. */
function sshTarget({ address, login }: HostSpec, project: Project): SshCommandTarget {
  const { facts } = readFacts(project.factsFile);
  makeUnversionedFolder(project.privateFolder);
  writeAtomically(project.knownHostsFile, pinnedHosts(facts?.hosts ?? {}), PRIVATE_FILE);
  const keyFile = project.path(deploymentKeyFile(login));
  const { knownHostsFile } = project;
  return { address, login, knownHostsFile, ...(existsSync(keyFile) && { keyFile }) };
}

/** The port itself, or, where a program of this machine has it, any other. */
async function freePort(port: number): Promise<number> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening').catch(async () => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    const found = server.address();
    return typeof found === 'object' && found ? found.port : port;
  } finally {
    server.close();
  }
}

function nothingOpen(
  { state, vnc, serial }: MachineConsoles,
  { machine: { name } }: HostSpec,
  { vnc: wantsVnc }: ConsoleOptions,
): string {
  if (!vnc && !serial) return withoutConsole(name, state);
  return wantsVnc
    ? `${name} has no VNC display; its serial console is there: --serial`
    : `${name} has no serial console; its display is there: --vnc`;
}

/** Ctrl-C is ssh's, or the guest's. */
async function follow({ words: [file = '', ...args], use }: Way): Promise<number | Refusal> {
  notice(use);
  const ignored = (): void => undefined;
  process.on('SIGINT', ignored);
  try {
    const child = spawn(file, args, { stdio: 'inherit' });
    const [code, signal] = await once(child, 'exit');
    return code === 0 || signal === 'SIGINT' ? ExitCode.done : ExitCode.failed;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return Refusal.failed(
      `ssh cannot be started (${code}); install openssh-client, or say --print and run the line elsewhere`,
    );
  } finally {
    process.off('SIGINT', ignored);
  }
}
