import { ServerChannel } from 'ssh2';
import { MARK } from '../../../fleet/status/state-script';
import { KeyPair, SshHost } from '../../ssh/ssh-host';

export const PASSWORD = 'not-a-secret';

/** What a host prints, or what it does instead. */
export type Answer = string | ((channel: ServerChannel) => void);

/** What a host is asked for. */
export type Question = 'check' | 'state' | 'definition' | 'guest' | 'install';

/** A host whose shell answers what it likes, whatever it was to run. */
export class HostShell {
  private static readonly hostKeys = new Map<string, KeyPair>();
  readonly asked: Question[] = [];
  private readonly server: SshHost;

  private constructor(
    readonly address: string,
    readonly hostKey: KeyPair,
    readonly answers: Partial<Record<Question, Answer>>,
  ) {
    this.server = new SshHost({
      hostKeys: [hostKey],
      password: PASSWORD,
      onCommand: (channel) => this.serve(channel),
    });
  }

  /** @param port the host's, 0 for any */
  static async listen(
    address: string,
    port: number,
    answers: Partial<Record<Question, Answer>> = {},
  ): Promise<{ shell: HostShell; port: number }> {
    const known = HostShell.hostKeys.get(address) ?? new KeyPair();
    HostShell.hostKeys.set(address, known);
    const shell = new HostShell(address, known, answers);
    return { shell, port: await shell.server.listen(address, port) };
  }

  /** From now on, to this question. */
  says(question: Question, answer: Answer): void {
    this.answers[question] = answer;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private serve(channel: ServerChannel): void {
    let script = '';
    channel.on('data', (data: Buffer) => (script += data.toString()));
    channel.on('error', () => undefined);
    channel.once('end', () => {
      const question = questionOf(script);
      this.asked.push(question);
      const answer = this.answers[question] ?? HONEST[question];
      if (typeof answer === 'function') answer(channel);
      else ends(channel, answer);
    });
  }
}

/** Prints, and ends as a shell without complaint does. */
export function ends(channel: ServerChannel, text: string, exitCode = 0): void {
  channel.write(text);
  channel.exit(exitCode);
  channel.end();
}

/** Prints without an end, as fast as the connection takes it. */
export function endless(piece: string): Answer {
  return (channel) => {
    const pour = (): void => {
      while (channel.writable && channel.write(piece));
    };
    channel.on('drain', pour);
    pour();
  };
}

function questionOf(script: string): Question {
  if (script.includes(MARK)) return 'state';
  if (script.includes('qemu-agent-command')) return 'guest';
  if (/^virsh .*dumpxml "\$QK_QUERY_VM"/m.test(script)) return 'definition';
  return script.includes('QK_AUTHORIZED_KEY') && !script.includes('tell_os') ? 'install' : 'check';
}

/** The facts of a host that has nothing to hide, for {@link facts} to replace some of. */
const FACTS: Readonly<Record<string, readonly string[]>> = {
  os: ['debian', '12', ''],
  machine: ['', ''],
  clock: [],
  architecture: ['x86_64'],
  cpu: ['2', '32', '2'],
  virtualization: ['svm'],
  memory: [String(251 * 1024 ** 2)],
  bridge: ['br0', '1500'],
  end: ['0'],
};

/** What the check prints. @param changed replaces facts by name; `null` leaves one out */
export function facts(changed: Readonly<Record<string, readonly string[] | null>> = {}): string {
  const all = { ...FACTS, clock: [String(Math.floor(Date.now() / 1000))], ...changed };
  return Object.entries(all)
    .flatMap(([name, fields]) => (fields ? [['FACT', name, ...fields].join('\t')] : []))
    .join('\n')
    .concat('\n');
}

/** The VM as it was planned, with our tag. */
export const DOMAIN = `<domain type='kvm'>
  <name>vm</name>
  <uuid>3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a01</uuid>
  <metadata><quantum:machine xmlns:quantum="urn:quantum-kvm:machine">{}</quantum:machine></metadata>
  <memory unit='KiB'>134217728</memory>
  <currentMemory unit='KiB'>134217728</currentMemory>
  <vcpu placement='static'>26</vcpu>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/vm.qcow2'/><target dev='vda'/></disk>
    <interface type='network'><mac address='02:00:7f:00:18:47'/><source network='quantum-br0'/></interface>
  </devices>
</domain>
`;

/** The sections of a status, some of them replaced. */
export function state(changed: Readonly<Record<string, string>> = {}): string {
  const sections = {
    state: 'power 1 1\n',
    info: 'listed all\nlisted autostart\n',
    running: DOMAIN,
    defined: DOMAIN,
    volume: "<volume><capacity unit='bytes'>107374182400</capacity></volume>\n",
    networks: 'all quantum-br0\nactive quantum-br0\nautostart quantum-br0\n',
    bridges: `<network><name>quantum-br0</name><bridge name='br0'/></network>\n`,
    packages: '',
    facts: facts(),
    ...changed,
  };
  return Object.entries(sections)
    .map(([name, text]) => `${MARK} ${name}\n${text}`)
    .join('');
}

const HONEST: Readonly<Record<Question, Answer>> = {
  check: (channel) => ends(channel, facts()),
  state: (channel) => ends(channel, state()),
  definition: '',
  guest:
    'power 1 1\nanswers\nuuid 3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a01\ntag <machine>{}</machine>\n',
  install: '',
};
