import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  HostScriptFile,
  hostScriptText,
  cleanText,
  lookText,
  qemuHookText,
} from '../../lib/host-scripts/script-text';

/** Those of the jest project: what every system has, or what must be installed. */
export const SHELLS = (globalThis as unknown as { hostShells: readonly string[] }).hostShells;

export interface Topology {
  readonly sockets: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore: number;
}

export interface MachineProps {
  readonly ours?: boolean;
  readonly uuid?: string;
  /** The UUID in the tag. @default - a tag without */
  readonly taggedUuid?: string;
  readonly running?: boolean;
  readonly memoryKib?: number;
  /** Elements, one a line. */
  readonly devices?: readonly string[];
  readonly more?: string;
}

/** What the kernel tells of a disk. */
export interface ToldIdentity {
  readonly serial?: string;
  readonly wwid?: string;
}

/** What every system has. */
const TOOLS =
  'awk cat cut date dd df dirname du find getent grep head id ls paste readlink sed sort stat tail tr uname wc';

/** Where the faked hosts are made: in memory, where programs may run there. */
const SCRATCH = inMemory('/dev/shm') ? '/dev/shm' : tmpdir();

/** Of a run that is broken off scripts/test.sh removes what is left, by this name. */
const PREFIX = `faked-host-${process.env.TEST_RUN ?? 'x'}-`;

/** A folder that looks to the check like the root of some other machine. */
export class FakedHost {
  readonly root = mkdtempSync(join(SCRATCH, PREFIX));

  private path = `${join(this.root, 'bin')}:${process.env.PATH}`;

  constructor() {
    this.cpuinfo('vmx');
    this.topology({ sockets: 1, coresPerSocket: 4, threadsPerCore: 2 });
    this.write('proc/meminfo', `MemTotal:       ${128 * 1024 * 1024} kB\nMemFree: 1 kB\n`);
    this.write('proc/mounts', 'proc /proc proc rw 0 0\n');
    this.write(
      'etc/os-release',
      'NAME="Rocky"\nID="rocky"\nVERSION_ID="9.4"\nID_LIKE="rhel centos"\n',
    );
    this.write('dev/kvm', '');
    this.bridge('br0');
    this.write('etc/apt/sources.list', 'deb http://repository/debian stable main\n');
    this.command('libvirtd', 'echo "libvirtd (libvirt) 9.0.0"').command('qemu-img', '');
    for (const name of ['virt-host-validate', 'dmesg', 'nft', 'iptables']) this.command(name, '');
  }

  cpuinfo(...flags: string[]): this {
    return this.write('proc/cpuinfo', `processor\t: 0\nflags\t\t: fpu ${flags.join(' ')} sse\n`);
  }

  /** Logical CPUs numbered as Linux does: first threads of all cores first. */
  topology({ sockets, coresPerSocket, threadsPerCore }: Topology): this {
    const cores = sockets * coresPerSocket;
    for (let cpu = 0; cpu < cores * threadsPerCore; cpu += 1) {
      const core = cpu % cores;
      const siblings = Array.from({ length: threadsPerCore }, (_, thread) => core + thread * cores);
      this.cpu(cpu, Math.floor(core / coresPerSocket), siblings.join(','));
    }
    return this;
  }

  cpu(number: number, physicalPackage: number, siblings: string): this {
    const folder = `sys/devices/system/cpu/cpu${number}/topology`;
    this.write(`${folder}/physical_package_id`, `${physicalPackage}\n`);
    return this.write(`${folder}/core_cpus_list`, `${siblings}\n`);
  }

  bridge(name: string, mtu = 1500): this {
    mkdirSync(join(this.root, 'sys/class/net', name, 'bridge'), { recursive: true });
    this.write(`sys/class/net/${name}/mtu`, `${mtu}\n`);
    return this.write(`sys/class/net/${name}/flags`, '0x1003\n').port(name, `${name}-port`);
  }

  /** A card in a bridge, with its cable in or not. */
  port(bridge: string, name: string, carrier = true): this {
    this.interface(name).write(`sys/class/net/${name}/carrier`, carrier ? '1\n' : '0\n');
    return this.write(`sys/class/net/${bridge}/brif/${name}`, '');
  }

  /** A definition as libvirt writes it, made from here or not. */
  machine(name: string, props: MachineProps = {}): this {
    const { ours = false, running = false, memoryKib = 1048576, devices = [], more = '' } = props;
    const { uuid = '', taggedUuid = '' } = props;
    const copied = taggedUuid && ` uuid="${taggedUuid}"`;
    const tag = `<quantum:machine xmlns:quantum="urn:quantum-kvm:machine"${copied}>{}</quantum:machine>`;
    const lines = [
      "<domain type='kvm'>",
      `  <name>${name}</name>`,
      uuid && `  <uuid>${uuid}</uuid>`,
      `  <metadata>`,
      ours ? `    ${tag}` : '',
      `  </metadata>`,
      `  <memory unit='KiB'>${memoryKib}</memory>`,
      more,
      ...devices.map((device) => `    ${device}`),
      '</domain>',
    ];
    if (running) this.write(`run/libvirt/qemu/${name}.xml`, lines.join('\n'));
    return this.write(`etc/libvirt/qemu/${name}.xml`, lines.join('\n'));
  }

  /** The file system that the folder of this name in the root is on; the folder is made. */
  fileSystem(folder: string, type: string, options = 'rw'): string {
    const path = join(this.root, folder);
    mkdirSync(path, { recursive: true });
    // As mkfs makes its root folder, whatever the umask.
    chmodSync(path, 0o755);
    this.write(
      'proc/mounts',
      `/dev/fake / ext4 rw 0 0\n/dev/other ${path} ${type} ${options} 0 0\n`,
    );
    return path;
  }

  interface(name: string): this {
    return this.write(`sys/class/net/${name}/mtu`, '1500\n');
  }

  /** A whole disk of one MiB with these names under /dev/disk/by-id; the kernel says what they say. */
  disk(
    device: string,
    names: readonly string[],
    content = Buffer.alloc(0),
    told: ToldIdentity = identityIn(device, names),
  ): this {
    this.write(`sys/block/${device}/size`, '2048\n');
    this.write(`sys/block/${device}/removable`, '0\n');
    if (told.serial !== undefined)
      this.write(`sys/block/${device}/device/serial`, `${told.serial}\n`);
    if (told.wwid !== undefined) this.write(`sys/block/${device}/device/wwid`, `${told.wwid}\n`);
    this.write(`dev/${device}`, Buffer.concat([content, Buffer.alloc((1 << 20) - content.length)]));
    mkdirSync(join(this.root, 'dev/disk/by-id'), { recursive: true });
    for (const name of names)
      symlinkSync(`../../${device}`, join(this.root, 'dev/disk/by-id', name));
    return this;
  }

  /** An executable that comes before the machine's own of that name. */
  command(name: string, script: string): this {
    this.write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(join(this.root, 'bin', name), 0o755);
    return this;
  }

  /** Leaves of the machine's own commands only these; those of {@link command} stay. */
  onlyCommands(...names: readonly string[]): this {
    // Apart from our own commands: nothing must ever be written through these links.
    const tools = join(this.root, 'tools');
    mkdirSync(tools);
    for (const name of names) symlinkSync(pathOf(name), join(tools, name));
    this.path = `${join(this.root, 'bin')}:${tools}`;
    return this;
  }

  /** A system on which nothing has been installed, but these commands. */
  bare(...names: readonly string[]): this {
    for (const name of ['libvirtd', 'qemu-img', 'virt-host-validate', 'nft', 'iptables'])
      this.without(`bin/${name}`);
    return this.onlyCommands(...TOOLS.split(' '), ...names);
  }

  write(path: string, content: string | Buffer): this {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Every path in it. */
  list(): string[] {
    return readdirSync(this.root, { recursive: true, encoding: 'utf8' }).sort();
  }

  link(path: string, target: string): this {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync(target, join(this.root, path));
    return this;
  }

  without(path: string): this {
    rmSync(join(this.root, path), { recursive: true });
    return this;
  }

  /** Runs the check, as it runs on a real host. */
  check(shell: string, parameters: Record<string, string> = {}): Output {
    return this.run('check.sh', shell, parameters);
  }

  /** Runs a script from standard input. */
  run(script: HostScriptFile, shell: string, parameters: Record<string, string> = {}): Output {
    return this.runText(hostScriptText(script), shell, parameters);
  }

  /** Looks at it, as at a real host. */
  look(shell: string, parameters: Record<string, string> = {}): Output {
    return this.runText(lookText(), shell, parameters);
  }

  /** Tells what is left on it, or removes it. */
  clean(shell: string, parameters: Record<string, string> = {}): Output {
    return this.runText(cleanText(), shell, parameters);
  }

  private runText(input: string, shell: string, parameters: Record<string, string>): Output {
    const [command = '', ...args] = [...shell.split(' '), '-s'];
    const env = { PATH: this.path, QK_SYSROOT: this.root, ...parameters };
    const run = spawnSync(pathOf(command), args, { env, input, encoding: 'utf8' });
    return new Output(run.status, run.stdout, run.stderr);
  }

  /** Runs libvirt's hook, as libvirt does before it starts a VM with these data disks. */
  start(shell: string, vm: string, disks: readonly string[]): Output {
    const file = join(this.root, 'hook');
    writeFileSync(file, qemuHookText());
    const [command = '', ...args] = shell.split(' ');
    const sources = disks.map((disk) => `<source dev='${disk}' index='1'/>\n`);
    const run = spawnSync(pathOf(command), [...args, file, vm, 'prepare', 'begin', '-'], {
      env: { PATH: this.path, QK_SYSROOT: this.root },
      input: `<domain>\n<name>${vm}</name>\n${sources.join('')}</domain>\n`,
      encoding: 'utf8',
    });
    return new Output(run.status, run.stdout, run.stderr);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** WWN and serial number that udev made these names of; a serial number in any case. */
function identityIn(device: string, names: readonly string[]): ToldIdentity {
  const wwids = names.flatMap((name) => {
    const [, number] = /^wwn-0x(.+)$/.exec(name) ?? [];
    const [, eui] = /^nvme-(eui\..+)$/.exec(name) ?? [];
    return number === undefined ? (eui ?? []) : `naa.${number}`;
  });
  const serials = names
    .filter((name) => /^(ata|nvme|scsi|virtio|usb)-/.test(name) && !name.startsWith('nvme-eui'))
    .map((name) => name.replace(/^[a-z]+-(.*_)?/, ''));
  return { serial: serials[0] ?? `S-${device}`, wwid: wwids[0] };
}

const paths = new Map<string, string>();

/** Where the machine has a command. */
export function pathOf(command: string): string {
  const known = paths.get(command);
  if (known !== undefined) return known;
  const path = execFileSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).trim();
  paths.set(command, path);
  return path;
}

function inMemory(folder: string): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const [, , type, options = ''] =
    mounts.findLast((line) => line.split(' ')[1] === folder)?.split(' ') ?? [];
  return type === 'tmpfs' && !/\b(ro|noexec)\b/.test(options);
}

/** What a script said. */
export class Output {
  private readonly lines: readonly string[][];

  constructor(
    readonly status: number | null,
    readonly stdout: string,
    readonly stderr: string,
  ) {
    this.lines = stdout.split('\n').map((line) => line.split('\t'));
  }

  /** `PASS`, `WARN`, `FAIL` of every record with the id. */
  verdicts(id: string): string[] {
    return this.lines
      .filter(([verdict, name]) => verdict !== 'FACT' && name === id)
      .map(([verdict = '']) => verdict);
  }

  /** Message and cure of the first record with the id. */
  told(id: string): string {
    return (
      this.lines
        .find(([verdict, name]) => verdict !== 'FACT' && name === id)
        ?.slice(2)
        .join('; ') ?? ''
    );
  }

  facts(name: string): string[][] {
    return this.lines
      .filter(([kind, fact]) => kind === 'FACT' && fact === name)
      .map((line) => line.slice(2));
  }
}
