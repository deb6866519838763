import { ServerChannel } from 'ssh2';
import { Secret } from '../../../lib/config/secret';
import { HostSpec } from '../../../lib/machine/host-spec';
import { hostSpec } from '../../fixtures/host-spec';
import { KeyPair, SshHost } from '../../ssh/ssh-host';

/** What a command prints on a host, and how it ends there. */
interface Answer {
  readonly stdout: string;
  readonly stderr?: string;
  readonly exitCode?: number;
}

const PASSWORD = 'not-a-secret';

/** A host that can be reached by SSH and answers whatever it is asked as the test says. */
export class AnsweringHost {
  private static hostKey?: KeyPair;
  private answers: Answer[] = [];

  private constructor(
    private readonly host: SshHost,
    /** As it is to be reached. */
    readonly spec: HostSpec,
  ) {}

  /** @param onQuestion called at each question */
  static async listen(onQuestion: () => void = () => undefined): Promise<AnsweringHost> {
    const hostKey = (this.hostKey ??= new KeyPair());
    const onCommand = (channel: ServerChannel) => {
      onQuestion();
      answering.answer(channel);
    };
    const host = new SshHost({ hostKeys: [hostKey], password: PASSWORD, onCommand });
    const password = { value: new Secret(PASSWORD), before: '', after: '' };
    const { facts, ...rest } = hostSpec();
    const answering = new AnsweringHost(host, {
      ...rest,
      address: '127.0.0.1',
      login: { name: 'root', port: await host.listen(), password },
      facts: { ...facts, hostKey: hostKey.publicKey },
    });
    return answering;
  }

  /** What it says from now on, question by question; the last one again and again. */
  says(...answers: readonly (string | Answer)[]): void {
    this.answers = answers.map((said) => (typeof said === 'string' ? { stdout: said } : said));
  }

  close(): Promise<void> {
    return this.host.close();
  }

  private answer(channel: ServerChannel): void {
    const [next, ...later] = this.answers;
    if (later.length > 0) this.answers = later;
    channel.write(next?.stdout ?? '');
    channel.stderr.write(next?.stderr ?? '');
    channel.exit(next?.exitCode ?? 0);
    channel.end();
  }
}
