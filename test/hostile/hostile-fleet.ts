import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FleetFacts, HostFacts } from '../../lib/facts/host-facts';
import { property, xml } from '../config/sample';
import { KeyPair } from '../ssh/ssh-host';
import { Project } from '../../lib/node/project';
import { stackId } from '../../lib/machine/stack-id';
import { facts as sampleFacts } from '../machine/sample';
import { Answer, HostShell, PASSWORD, Question } from './programs/host-shell';
import { stateText } from '../fixtures/state';

export const ADDRESSES = ['127.0.24.71', '127.0.24.72', '127.0.24.73'] as const;
export const [FIRST, SECOND, THIRD] = ADDRESSES;

/** The keys of the hosts, for a check without a terminal; in the current folder. */
const KNOWN_HOSTS = 'known_hosts';
export const CHECK = ['check', '--known-hosts', KNOWN_HOSTS] as const;

/** A project of three hosts with an SSH server each, in its own folder as the current one; all are honest at first. */
export class HostileFleet {
  private static readonly key = new KeyPair();
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'hostile-fleet-')));
  private readonly before = process.cwd();

  private constructor(private readonly shells: ReadonlyMap<string, HostShell>) {}

  static async make(settings: Record<string, string> = {}): Promise<HostileFleet> {
    const shells = new Map<string, HostShell>();
    const ports: string[] = [];
    const keys: string[] = [];
    for (const address of ADDRESSES) {
      const { shell, port } = await HostShell.listen(address, 0);
      shells.set(address, shell);
      ports.push(property('login.port', String(port), address));
      keys.push(`[${address}]:${port} ${shell.hostKey.publicKey}\n`);
    }
    const fleet = new HostileFleet(shells);
    const all = {
      'kvm.host.range': ADDRESSES.join(','),
      'kvm.install.media': 'none',
      'login.password': PASSWORD,
      ...settings,
    };
    const write = (name: string, text: string | Buffer) =>
      writeFileSync(join(fleet.folder, name), text, { mode: 0o600 });
    write('quantum_server_config.xml', xml(all, ...ports));
    write(KNOWN_HOSTS, keys.join(''));
    mkdirSync(join(fleet.folder, '.quantum-kvm'));
    write(join('.quantum-kvm', 'id_ed25519'), HostileFleet.key.privateKey);
    process.chdir(fleet.folder);
    return fleet;
  }

  says(address: string, question: Question, answer: Answer): void {
    this.shells.get(address)?.says(question, answer);
  }

  /** Writes a lock file of these hosts, all alike but for what is said of one. */
  records(
    addresses: readonly string[] = ADDRESSES,
    said: Record<string, Partial<HostFacts>> = {},
  ): void {
    const hosts = addresses.map((address): [string, HostFacts] => [
      address,
      {
        ...sampleFacts,
        bridges: [{ name: 'br0', mtu: 1500 }],
        disks: [],
        hostKey: this.shells.get(address)?.hostKey.publicKey ?? '',
        ...said[address],
      },
    ]);
    const deployment = { publicKey: HostileFleet.key.publicKey };
    const lock: FleetFacts = { version: 1, deployment, hosts: Object.fromEntries(hosts) };
    writeFileSync(join(this.folder, 'hosts.lock.json'), JSON.stringify(lock));
  }

  /** Writes a state in which the host's VM has this UUID. */
  knows(address: string, uuid: string): void {
    const file = this.stateFile(address);
    const vm = { mode: 'managed', type: 'libvirt_domain', name: 'Machine' };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, stateText([{ ...vm, instances: [{ attributes: { uuid } }] }]));
  }

  /** Removes that state. */
  forgets(address: string): void {
    rmSync(this.stateFile(address), { force: true });
  }

  private stateFile(address: string): string {
    const project = new Project(join(this.folder, 'quantum_server_config.xml'));
    return project.stateFile(stackId(address));
  }

  get lock(): FleetFacts {
    return JSON.parse(readFileSync(join(this.folder, 'hosts.lock.json'), 'utf8'));
  }

  async remove(): Promise<void> {
    for (const shell of this.shells.values()) await shell.close();
    process.chdir(this.before);
    rmSync(this.folder, { recursive: true });
  }
}
