import { resourceName } from '../fixtures/resource-address';
import { ServerChannel } from 'ssh2';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostFacts } from '../../lib/facts/host-facts';
import { writeFacts } from '../../lib/facts/facts-file';
import { stackId } from '../../lib/machine/stack-id';
import { providersFolder } from '../../lib/node/provider/providers-folder';
import { buildProviderBelow } from '../fixtures/built-provider';
import { stateText } from '../fixtures/state';
import { property, xml } from '../config/sample';
import { FakeTerraform } from '../fleet/support/fake-terraform';
import { ALL_HOLDS_TEXT } from '../fleet/support/all-holds';
import { facts, fleet } from '../machine/sample';
import { KeyPair, SshHost } from '../ssh/ssh-host';

export const ADDRESSES = ['127.0.12.1', '127.0.12.2', '127.0.12.3'] as const;

/** Numbers of libvirt's: running, booted. */
const RUNS = 'power 1 1\n';

/** Starts Terraform, as the bundled provider does. */
const PROVIDER = '#!/bin/sh\nshift\nexec "$@"\n';

/**
 * The folder of a project, as the current one: checked hosts that answer, and beside it a Terraform that
 * stands in for the real one, in a home folder with a provider that does.
 */
export class FleetProject {
  private static readonly key = new KeyPair();
  private static readonly hostKey = new KeyPair();
  readonly folder: string;
  readonly terraform: FakeTerraform;
  private readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'project-')));
  private readonly hosts = new Map<string, SshHost>();
  private readonly answers = new Map<string, () => string>();
  private answer: (script: string, address: string) => string | undefined = () => undefined;
  private readonly ports = new Map<string, number>();
  private readonly before = { folder: process.cwd(), name: process.env.TERRAFORM_BINARY_NAME };

  private constructor(private readonly addresses: readonly string[]) {
    this.folder = join(this.root, 'project');
    mkdirSync(this.folder);
    mkdirSync(join(this.folder, '.quantum-kvm'), { mode: 0o700 });
    writeFileSync(this.keyFile, FleetProject.key.privateKey, { mode: 0o600 });
    this.terraform = new FakeTerraform(join(this.root, 'terraform'));
  }

  static async make(addresses: readonly string[] = ADDRESSES): Promise<FleetProject> {
    const project = new FleetProject(addresses);
    for (const address of addresses) {
      const host = new SshHost({
        hostKeys: [FleetProject.hostKey],
        authorizedKey: FleetProject.key.publicKey,
        onCommand: (channel) => project.serve(address, channel),
      });
      project.hosts.set(address, host);
      project.ports.set(address, await host.listen(address));
    }
    project.install();
    project.configure();
    process.chdir(project.folder);
    process.env.TERRAFORM_BINARY_NAME = project.terraform.binary.name;
    return project;
  }

  /** The deployment's private key. */
  get keyFile(): string {
    return join(this.folder, '.quantum-kvm', 'id_ed25519');
  }

  /** Writes the XML for these hosts. */
  configure(
    addresses: readonly string[] = this.addresses,
    settings: Record<string, string> = {},
  ): void {
    const port = (address: string) => String(this.ports.get(address));
    const outside = this.addresses.find((address) => !addresses.includes(address));
    const all = {
      'kvm.host.range': addresses.join(','),
      'kvm.install.media': 'none',
      ...(outside && { 'login.port': port(outside) }),
      ...settings,
    };
    const ports = addresses.map((address) => property('login.port', port(address), address));
    writeFileSync(join(this.folder, 'quantum_server_config.xml'), xml(all, ...ports), {
      mode: 0o600,
    });
  }

  /** Writes the facts of these hosts, all alike but for what is said of one. */
  check(
    addresses: readonly string[] = this.addresses,
    said: Record<string, Partial<HostFacts>> = {},
  ): void {
    const known = addresses.map((address) => {
      const { publicKey: hostKey } = FleetProject.hostKey;
      return [address, { ...facts, hostKey, ...said[address] }] as const;
    });
    const all = fleet(Object.fromEntries(known));
    const deployment = { ...all.deployment, publicKey: FleetProject.key.publicKey };
    writeFacts(join(this.folder, 'hosts.lock.json'), { ...all, deployment });
  }

  /** Writes a file of the project, for its owner alone. */
  writes(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text, { mode: 0o600 });
  }

  /** Where the state of a host stands. */
  stateFile(address: string): string {
    return join(this.folder, 'state', `${stackId(address)}.tfstate`);
  }

  /** Writes what stands on a host. */
  holds(address: string, resources: readonly object[]): void {
    mkdirSync(join(this.folder, 'state'), { recursive: true });
    writeFileSync(this.stateFile(address), stateText(resources));
  }

  /** What a host says from now on when it is looked at. @default - all holds, and it has no VM of ours */
  looksLike(address: string, look: string | (() => string)): void {
    this.answers.set(address, typeof look === 'string' ? () => look : look);
  }

  /** What hosts say from now on to other scripts. @default - that their VM runs */
  answersTo(answer: (script: string, address: string) => string | undefined): void {
    this.answer = answer;
  }

  /** In which a process of its own finds what stands in for Terraform and the provider. */
  get environment(): Record<string, string> {
    return {
      HOME: this.root,
      TERRAFORM_BINARY_NAME: this.terraform.binary.name,
      PROVIDERS_FOLDER: providersFolder(),
    };
  }

  /** How often a host was logged in to, and how. */
  logins(address: string): readonly string[] {
    return this.hosts.get(address)?.attempts ?? [];
  }

  async shutDown(address: string): Promise<void> {
    await this.hosts.get(address)?.close();
    this.hosts.delete(address);
  }

  async remove(): Promise<void> {
    this.terraform.release();
    for (const host of this.hosts.values()) await host.close();
    process.chdir(this.before.folder);
    if (this.before.name === undefined) delete process.env.TERRAFORM_BINARY_NAME;
    else process.env.TERRAFORM_BINARY_NAME = this.before.name;
    jest.restoreAllMocks();
    rmSync(this.root, { recursive: true });
  }

  /** Of all that a host is asked, it answers looks alone; after an apply its VM runs. */
  private serve(address: string, channel: ServerChannel): void {
    let script = '';
    channel.on('data', (data: Buffer) => (script += data.toString()));
    channel.once('end', () => {
      const text = script.includes('QK_LOOK_PREPARED')
        ? (this.answers.get(address)?.() ?? ALL_HOLDS_TEXT)
        : (this.answer(script, address) ?? RUNS);
      channel.write(text);
      channel.exit(0);
      channel.end();
    });
  }

  private install(): void {
    buildProviderBelow(this.root, PROVIDER);
    this.check();
  }
}

/** A resource as a state file holds it. */
export function resource(type: string, attributes: object): object {
  const name = resourceName(type, attributes);
  return { mode: 'managed', type, name, instances: [{ attributes }] };
}
