import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { documentsIn } from '../../cli/documents/documents-in';
import { PseudoTerminal } from '../../screen/pseudo-terminal';
import { ran } from './command';
import { TERRAFORM_BINARY } from '../../fixtures/terraform-binary';

const ROOT = resolve(__dirname, '..', '..', '..');
const PROGRAM = join(ROOT, 'dist', 'cli', 'quantum-kvm.js');
const CDKTF = join(ROOT, 'node_modules', '.bin', 'cdktf');
const LAB_CONFIG = join(ROOT, 'lab', 'quantum_server_config.xml');
const RUN = process.env.LAB_RUN ?? join(ROOT, 'lab', 'run');

/** cdktf does not look for another program than terraform by itself, as quantum-kvm does. */
const FOR_CDKTF = { TERRAFORM_BINARY_NAME: TERRAFORM_BINARY };

/** Addresses of the lab's hosts, host 1 first. */
export const ADDRESSES: readonly string[] = JSON.parse(lab('status', '--json')).map(
  (host: { address: string }) => host.address,
);

export interface Run {
  readonly status: number | null;
  /** Standard output and standard error, as an operator sees them. */
  readonly output: string;
}

/** Insists that a command did what it was told; otherwise its output says why not. */
export function done(run: Run): Run {
  if (run.status !== 0) throw new Error(`exit code ${run.status}:\n${run.output.slice(-10_000)}`);
  return run;
}

/** A command that is under way. */
export class Started {
  readonly ended: Promise<number | null>;

  constructor(
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {
    this.ended = once(child, 'exit').then(([status]) => status);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** What it has said so far. */
  get output(): string {
    return stripVTControlCharacters(readFileSync(this.log, 'utf8'));
  }

  /** Ends it and all it has started at once, as a dying deployment node would. */
  async kill(): Promise<void> {
    const { pid } = this.child;
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    // PID 1 of its namespace, which ends when every other process there has.
    if (first) process.kill(Number(first), 'SIGKILL');
    await this.ended;
  }
}

/** A project folder of its own on the lab's hosts: configuration, facts and state apart from any other. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'project-'));
  readonly configFile = join(this.folder, 'quantum_server_config.xml');

  /**
   * @param settings properties that differ from the lab's configuration; null takes one out
   * @param knownHosts the keys of the lab's hosts
   */
  constructor(
    settings: Record<string, string | null> = {},
    private readonly knownHosts = () => lab('known-hosts'),
  ) {
    this.installIn(ROOT);
    this.configure(settings);
  }

  /** Its app is that of this package, as `npm install` makes it. */
  private installIn(version: string): void {
    writeFileSync(
      join(this.folder, 'cdktf.json'),
      JSON.stringify({
        language: 'typescript',
        app: `node ${join(version, 'dist', 'main.js')}`,
        projectId: 'lab',
        sendCrashReports: 'false',
      }),
    );
  }

  /** Writes the lab's configuration with these values, XML-escaped; without any, for all its hosts. */
  configure(settings: Record<string, string | null>): void {
    const all = {
      'kvm.host.range': ADDRESSES.join(','),
      'kvm.install.media': join(RUN, 'install.iso'),
      ...settings,
    };
    const xml = Object.entries(all).reduce(withProperty, readFileSync(LAB_CONFIG, 'utf8'));
    writeFileSync(this.configFile, xml, { mode: 0o600 });
  }

  /** `quantum-kvm` with these arguments; a check knows the hosts of the lab by their keys. With `--json` its documents must be of the form of their schemas. */
  quantumKvm(...args: string[]): Run {
    const keys = args[0] === 'check' ? ['--known-hosts', this.knownHostsFile()] : [];
    const run = this.run('node', [PROGRAM, ...args, ...keys]);
    if (args.includes('--json')) documentsIn(run.output);
    return run;
  }

  /** `quantum-kvm` with these arguments, in a terminal of its own. */
  quantumKvmIn(size: { columns: number; rows?: number }, ...args: string[]): PseudoTerminal {
    const env = { ...environment(), CI: '', NO_COLOR: '' };
    return PseudoTerminal.start(['node', PROGRAM, ...args], { ...size, cwd: this.folder, env });
  }

  /** `quantum-kvm` with these arguments, among these environment variables. */
  quantumKvmAmong(env: Record<string, string>, ...args: string[]): Run {
    return this.run('node', [PROGRAM, ...args], { env });
  }

  /** `quantum-kvm` of this package in another version, by its folder, which is the site's for this once. */
  quantumKvmOf(version: string, ...args: string[]): Run {
    this.installIn(version);
    try {
      return this.run('node', [join(version, 'dist', 'cli', 'quantum-kvm.js'), ...args]);
    } finally {
      this.installIn(ROOT);
    }
  }

  /** The same from another folder, with the configuration by its path. */
  quantumKvmFrom(cwd: string, ...args: string[]): Run {
    return this.run('node', [PROGRAM, ...args, '--config', this.configFile], { cwd });
  }

  /** The CDKTF program itself: synthesis, without Terraform. */
  synthesize(env: Record<string, string> = {}): Run {
    return this.run('node', [join(ROOT, 'dist', 'main.js')], { env });
  }

  /** The cdktf command with these arguments, and no environment variable of ours but the one that it needs. */
  cdktf(...args: string[]): Run {
    return this.run(CDKTF, args, { env: FOR_CDKTF });
  }

  /** The same with the stacks of this package in another version. */
  cdktfOf(version: string, ...args: string[]): Run {
    const app = `node ${join(version, 'dist', 'main.js')}`;
    return this.run(CDKTF, [...args, '--app', app], { env: FOR_CDKTF });
  }

  /** As an operator of a fleet does it; plain cdktf, which takes several times as long, is {@link cdktfDeploy}. */
  deploy(...options: string[]): Run {
    return this.quantumKvm('deploy', '--yes', ...options);
  }

  destroy(): Run {
    return this.quantumKvm('destroy', '--yes');
  }

  cdktfDeploy(): Run {
    return this.cdktf('deploy', '*', '--auto-approve');
  }

  cdktfDestroy(): Run {
    return this.cdktf('destroy', '*', '--auto-approve');
  }

  startDeploy(): Started {
    return this.start('node', [PROGRAM, 'deploy', '--yes']);
  }

  startCdktfDeploy(): Started {
    return this.start(CDKTF, ['deploy', '*', '--auto-approve'], FOR_CDKTF);
  }

  /** Where a stack stands that was synthesized last, by a run or by cdktf. */
  stackFolder(stack: string): string {
    return this.stackFolders(stack).sort((a, b) => timeOf(b) - timeOf(a))[0]!;
  }

  /** All folders of a stack. */
  stackFolders(stack: string): string[] {
    const ofRuns = join(this.folder, '.quantum-kvm', stack);
    const names = existsSync(ofRuns) ? readdirSync(ofRuns) : [];
    const all = [
      ...names.map((name) => join(ofRuns, name)),
      join(this.folder, 'cdktf.out', 'stacks', stack),
    ];
    return all.filter((folder) => existsSync(join(folder, 'cdk.tf.json')));
  }

  /** Terraform in the folder of a synthesized stack. */
  terraform(stack: string, args: readonly string[], env: Record<string, string> = {}): Run {
    const cwd = this.stackFolder(stack);
    const run = (...command: string[]) => this.run(TERRAFORM_BINARY, command, { cwd, env });
    if (!existsSync(join(cwd, '.terraform'))) done(run('init', '-input=false'));
    return run(...args);
  }

  /** What a plan would change, as Terraform tells machines; by resource type. */
  changes(stack: string): { type: string; actions: string[] }[] {
    this.terraform(stack, ['plan', '-input=false', '-out=changes.tfplan']);
    const { output } = this.terraform(stack, ['show', '-json', 'changes.tfplan']);
    const { resource_changes: changes = [] } = JSON.parse(output.slice(output.indexOf('{')));
    return changes
      .map((c: { type: string; change: { actions: string[] } }) => ({
        type: c.type,
        actions: c.change.actions,
      }))
      .filter(({ actions }: { actions: string[] }) => !['no-op', 'read'].includes(actions.join()));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private knownHostsFile(): string {
    const file = join(this.folder, 'known_hosts');
    writeFileSync(file, this.knownHosts());
    return file;
  }

  /** Starts a command, in a PID namespace of its own. */
  private start(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const log = join(this.folder, 'started.log');
    const output = openSync(log, 'w');
    const namespace = ['--pid', '--fork', '--mount-proc', '--kill-child'];
    const child = spawn('unshare', [...namespace, command, ...args], {
      cwd: this.folder,
      env: { ...environment(), ...env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    return new Started(child, log);
  }

  private run(
    command: string,
    args: readonly string[],
    { cwd = this.folder, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
  ): Run {
    const { status, stdout, stderr } = ran(command, args, {
      cwd,
      env: { ...environment(), ...env },
    });
    return { status, output: stripVTControlCharacters(stdout + stderr) };
  }
}

/** When a stack was synthesized. */
function timeOf(folder: string): number {
  const times = [folder, join(folder, 'cdk.tf.json')].map((path) => statSync(path).mtimeMs);
  return Math.max(...times);
}

/** A command on a host of the lab, by its number from 1. */
export function onHost(host: number, ...command: string[]): string {
  return lab('shell', String(host), '--', ...command);
}

/** The same, begun and not waited for. */
export function startedOnHost(host: number, ...command: string[]): ChildProcess {
  const args = ['shell', String(host), '--', ...command];
  return spawn(join(ROOT, 'lab', 'lab'), args, { stdio: 'ignore' });
}

export function lab(...args: string[]): string {
  const { status, stdout, stderr } = ran(join(ROOT, 'lab', 'lab'), args);
  if (status !== 0)
    throw new Error(`lab ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}

function environment(): NodeJS.ProcessEnv {
  const { QUANTUM_KVM_CONFIG: _, TF_CLI_CONFIG_FILE: __, ...rest } = process.env;
  return { ...rest, CI: 'true' };
}

function withProperty(xml: string, [name, value]: [string, string | null]): string {
  const element = new RegExp(`\\s*<property name="${name.replaceAll('.', '\\.')}" value="[^"]*"/>`);
  if (value === null) return xml.replace(element, '');
  const escaped = value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const line = () => `\n      <property name="${name}" value="${escaped}"/>`;
  return element.test(xml) ? xml.replace(element, line) : xml.replace(/(?=\n\s*<\/file>)/, line);
}
