import { execFileSync, spawn, SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ran } from '../../lab/support/command';

const LAB = resolve(__dirname, '..', '..', '..', 'lab');
const CONFIG = join(LAB, 'quantum_server_config.xml');
const PORT = '2222';

/** The first two octets of all addresses of the tests: suites with different ones run side by side. */
export const NETWORK = process.env.LAB_NETWORK ?? '127.0';

const NAMESPACES = ['mnt', 'uts', 'ipc', 'pid', 'cgroup'] as const;

export interface HostStatus {
  readonly host: string;
  readonly state: string;
  readonly sshd: string;
  readonly libvirtd: string;
  readonly machines: readonly { readonly name: string; readonly state: string }[];
}

/** A process of a host. */
export interface Inhabitant {
  readonly pid: string;
  readonly start: string | undefined;
}

/** A lab with a run folder and addresses of its own, beside any other. */
export class OwnLab {
  readonly folder = fs.mkdtempSync(join(tmpdir(), 'lab-'));
  readonly run = join(this.folder, 'run');
  readonly key = join(this.folder, 'key');
  readonly #env = { ...process.env, LAB_RUN: this.run };

  /**
   * @param firstOctet the last octet of host 1's address
   * @param thirdOctet the one before
   */
  constructor(
    private readonly firstOctet: number,
    private readonly thirdOctet = 12,
  ) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', this.key]);
  }

  up(hosts: number, ...options: string[]): string {
    return this.lab('up', ...this.upOptions(hosts), ...options);
  }

  /** Starts `up` and ends it with SIGKILL after a while; what it started itself runs on. */
  async upKilledAfter(milliseconds: number, hosts: number): Promise<void> {
    const up = spawn(join(LAB, 'lab'), ['up', ...this.upOptions(hosts)], {
      env: this.#env,
      stdio: 'ignore',
    });
    const ended = new Promise((done) => up.once('exit', done));
    setTimeout(() => up.kill('SIGKILL'), milliseconds);
    await ended;
  }

  lab(...args: string[]): string {
    const { status, stdout, stderr } = this.tryLab(...args);
    if (status !== 0) throw new Error(`lab ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`);
    return stdout;
  }

  tryLab(...args: string[]): SpawnSyncReturns<string> {
    return ran(join(LAB, 'lab'), args, { env: this.#env });
  }

  status(): HostStatus[] {
    return JSON.parse(this.lab('status', '--json'));
  }

  /** A shell script on a host, without SSH. */
  sh(host: number, script: string): string {
    return this.lab('shell', String(host), '--', 'sh', '-ec', script);
  }

  address(host: number): string {
    return `${NETWORK}.${this.thirdOctet}.${this.firstOctet + host - 1}`;
  }

  /** With the password of the lab's configuration. */
  sshByPassword(host: number, script: string): string {
    const SSHPASS = execFileSync(
      'xmlstarlet',
      ['sel', '-T', '-t', '-v', '//property[@name="login.password"]/@value', CONFIG],
      { encoding: 'utf8' },
    );
    const command = ['-e', 'ssh', ...this.sshOptions(), `root@${this.address(host)}`, script];
    return execFileSync('sshpass', command, { env: { ...process.env, SSHPASS }, encoding: 'utf8' });
  }

  sshByKey(host: number, script: string): SpawnSyncReturns<string> {
    const options = [...this.sshOptions(), '-o', 'BatchMode=yes', '-i', this.key];
    return ran('ssh', [...options, `root@${this.address(host)}`, script]);
  }

  /** How many of so many SSH sessions, all open at once, succeed. */
  async sshAtOnce(host: number, sessions: number): Promise<number> {
    const options = [...this.sshOptions(), '-o', 'BatchMode=yes', '-i', this.key];
    const command = [...options, `root@${this.address(host)}`, 'sleep 1'];
    const codes = Array.from(
      { length: sessions },
      () => new Promise((done) => spawn('ssh', command, { stdio: 'ignore' }).once('exit', done)),
    );
    return (await Promise.all(codes)).filter((code) => code === 0).length;
  }

  /** virsh on this side, over SSH with the key. */
  virshOverSsh(host: number, ...command: string[]): string {
    const uri = `qemu+ssh://root@${this.address(host)}:${PORT}/system?command=${this.sshCommand()}`;
    return execFileSync('virsh', ['-q', '-c', uri, ...command], { encoding: 'utf8' });
  }

  hostKey(host: number): string {
    return fs.readFileSync(this.fileOf(host, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8').trim();
  }

  /** Where this side has a file that was written on a host. */
  fileOf(host: number, path: string): string {
    return join(this.run, 'hosts', String(host), 'files', path);
  }

  /** PID 1 of a host, as the machine counts. */
  init(host: number): string {
    const record = fs.readFileSync(join(this.run, 'hosts', String(host), 'init'), 'utf8');
    return record.split(' ')[1] ?? '';
  }

  /** Replaces what is recorded of a host's PID 1. */
  record(host: number, record: string): void {
    fs.writeFileSync(join(this.run, 'hosts', String(host), 'init'), `${record}\n`);
  }

  /**
   * Whoever is in a namespace of the host's, known by number and start: a number alone comes round again,
   * and that of a namespace at once.
   */
  inhabitants(host: number): Inhabitant[] {
    const init = this.init(host);
    const own = NAMESPACES.map((type) => namespace(init, type));
    const among = (pid: string) => NAMESPACES.some((type, i) => namespace(pid, type) === own[i]);
    return processes()
      .filter(among)
      .map((pid) => ({ pid, start: startOf(pid) }))
      .filter(({ start }) => start !== undefined);
  }

  cgroups(): string[] {
    const found = text('find', '/sys/fs/cgroup', '-type', 'd', '-name', this.cgroup());
    return found.split('\n').filter(Boolean);
  }

  /** What the kernel holds as CPU quota of each virtual CPU in the lab, µs. */
  vcpuQuotas(): string[] {
    const files = ['(', '-path', '*/vcpu0/cpu.cfs_quota_us', '-o', '-path', '*/vcpu0/cpu.max', ')'];
    const held = text('find', ...this.cgroups(), ...files, '-exec', 'cat', '{}', '+');
    return held
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '');
  }

  /** All there is of the lab outside its hosts. */
  traces(hosts: number, inhabitants: readonly Inhabitant[] = []): string[] {
    const addresses = Array.from({ length: hosts }, (_, i) => this.address(i + 1));
    return [
      ...processesOf(this.cgroup()),
      ...this.cgroups(),
      ...linesWith(fs.readFileSync('/proc/self/mountinfo', 'utf8'), [this.folder, this.cgroup()]),
      ...linesWith(text('ss', '-Hltn'), addresses),
      ...linesWith(text('losetup', '--list', '--output', 'NAME,BACK-FILE'), [this.folder]),
      ...inhabitants.filter(({ pid, start }) => startOf(pid) === start).map(({ pid }) => pid),
      ...(fs.existsSync(this.run) ? [this.run] : []),
    ];
  }

  remove(): void {
    this.lab('down');
    fs.rmSync(this.folder, { recursive: true });
  }

  private upOptions(hosts: number): string[] {
    return ['--hosts', String(hosts), '--first', this.address(1)];
  }

  private sshOptions(): string[] {
    const options = [`UserKnownHostsFile=${this.knownHosts()}`, 'StrictHostKeyChecking=yes'];
    return ['-p', PORT, ...options.flatMap((option) => ['-o', option])];
  }

  /** libvirt takes the program from the URI, but no options for it. */
  private sshCommand(): string {
    const file = join(this.folder, 'ssh');
    fs.writeFileSync(
      file,
      `#!/bin/sh\nexec ssh ${this.sshOptions().join(' ')} -i ${this.key} "$@"\n`,
    );
    fs.chmodSync(file, 0o700);
    return file;
  }

  private knownHosts(): string {
    const file = join(this.folder, 'known_hosts');
    const hosts = fs.readdirSync(join(this.run, 'hosts')).map(Number);
    const lines = hosts.map((h) => `[${this.address(h)}]:${PORT} ${this.hostKey(h)}\n`);
    fs.writeFileSync(file, lines.join(''));
    return file;
  }

  private cgroup(): string {
    const id = createHash('sha256').update(this.run).digest('hex').slice(0, 8);
    return `quantum-lab-${id}`;
  }
}

/** Names of the machine's own network interfaces. */
export function interfaces(): string[] {
  return fs.readdirSync('/sys/class/net').sort();
}

function processes(): string[] {
  return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

function processesOf(cgroup: string): string[] {
  return processes().filter((pid) => readIfThere(`/proc/${pid}/cgroup`).includes(cgroup));
}

/** When a process began, in clock ticks since boot; undefined once it has ended, waited for or not. */
function startOf(pid: string): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ['Z', 'X'].includes(fields[0]!) ? undefined : fields[19];
}

function namespace(pid: string, type: string): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/ns/${type}`);
  } catch {
    return undefined;
  }
}

/** Processes come and go while /proc is read. */
function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function linesWith(lines: string, words: readonly string[]): string[] {
  return lines.split('\n').filter((line) => words.some((word) => line.includes(word)));
}

function text(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' });
}
