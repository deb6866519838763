import { Client, ClientChannel, ConnectConfig } from 'ssh2';
import { CheckRecord } from '../host-scripts/check-record';
import { hostKeyAlgorithms, publicKeyText } from './host-key';
import { HostOutput } from './host-output';
import { expiredPassword, oddPrompt } from './login-failure';
import { SshError, brokenOff, sshFailure, tooMuch, tooSlow } from './ssh-failure';
import { loginMethods } from './ssh-login';
import { SshProgress } from './ssh-progress';
import { SshLimits, SshTarget } from './ssh-target';

/** How a session ended; `hostKey` is what the host showed: accepted if the command ran. */
export type SshOutcome =
  | {
      readonly kind: 'ran';
      readonly hostKey: string;
      /** What opened the login: `publickey`, or a method that takes the password. */
      readonly method: string;
      readonly exitCode: number | undefined;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: 'failed'; readonly failure: CheckRecord; readonly hostKey?: string };

/** Terminal modes (RFC 4254, 8) of a terminal that hands on every byte as it is. */
const TRANSPARENT = Object.fromEntries(
  ['ECHO', 'ICANON', 'ISIG', 'IEXTEN', 'OPOST', 'ICRNL', 'INLCR', 'IGNCR', 'IXON', 'ISTRIP'].map(
    (mode) => [mode, 0],
  ),
);

const NO_REASON = 'the host ended the connection';

/** Runs one command on a host with the given standard input. Never rejects, and ends within its limits. */
export function runOverSsh(
  target: SshTarget,
  command: string,
  stdin: string,
  limits: SshLimits,
): Promise<SshOutcome> {
  return new SshSession(target, limits).run(command, stdin);
}

class SshSession {
  private readonly client = new Client();
  private readonly progress = new SshProgress();
  private answerTimer?: NodeJS.Timeout;
  private finish: (outcome: SshOutcome) => void = () => undefined;

  constructor(
    private readonly target: SshTarget,
    private readonly limits: SshLimits,
  ) {}

  run(command: string, stdin: string): Promise<SshOutcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.fail(tooSlow(this.limits)),
        this.limits.sessionTimeoutSeconds * 1000,
      );
      const { signal } = this.limits;
      const abort = () => this.fail(brokenOff());
      signal?.addEventListener('abort', abort, { once: true });
      this.finish = (outcome) => {
        clearTimeout(timer);
        clearTimeout(this.answerTimer);
        signal?.removeEventListener('abort', abort);
        this.client.destroy();
        resolve(outcome);
      };
      this.client.on('error', (error) => this.fail(this.explain(error)));
      this.client.on('close', () => this.fail(this.explainEnd()));
      this.client.on('change password', () => this.fail(expiredPassword(this.target)));
      this.client.on('ready', () => this.execute(command, stdin));
      this.connect();
    });
  }

  private connect(): void {
    try {
      const { address, login } = this.target;
      this.progress.connect(this.client, this.connectConfig(), address, login.port);
      this.expectAnswer();
    } catch (error) {
      this.fail(this.explain(error as SshError));
    }
  }

  /** A server greets first, so one that is up is known to be long before the login is done. */
  private expectAnswer(): void {
    const { answerTimeoutSeconds: seconds } = this.limits;
    if (seconds === undefined) return;
    const giveUp = () => {
      const silent = { level: 'client-timeout' } as SshError;
      if (!this.progress.isSsh) this.fail(this.explain(silent, { connectTimeoutSeconds: seconds }));
    };
    this.answerTimer = setTimeout(giveUp, seconds * 1000);
  }

  private connectConfig(): ConnectConfig {
    const { login, pinnedHostKey } = this.target;
    return {
      username: login.name,
      readyTimeout: this.limits.connectTimeoutSeconds * 1000,
      algorithms: { serverHostKey: hostKeyAlgorithms(pinnedHostKey) as never },
      // Runs within the key exchange: a host that is refused here is sent neither a name nor a password.
      hostVerifier: (key: Buffer) => {
        this.progress.hostKey = publicKeyText(key);
        return this.progress.hostKey === pinnedHostKey;
      },
      authHandler: loginMethods(login, this.target.privateKey, this.progress, (what) =>
        this.fail(oddPrompt(what)),
      ),
    };
  }

  private execute(command: string, stdin: string): void {
    const options = this.target.terminal ? { pty: { modes: TRANSPARENT } } : {};
    this.client.exec(command, options, (error, channel) => {
      if (error) this.fail(this.explain(error));
      else this.collect(channel, stdin);
    });
  }

  private collect(channel: ClientChannel, stdin: string): void {
    const [stdout, stderr] = [new HostOutput(), new HostOutput()];
    const take = (output: HostOutput) => (data: Buffer) => {
      const excess = output.add(data);
      if (excess !== undefined) this.fail(tooMuch(excess));
    };
    let exitCode: number | undefined;
    channel.on('data', take(stdout));
    channel.stderr.on('data', take(stderr));
    channel.on('exit', (code: number | null) => (exitCode = code ?? undefined));
    // A host that ends the command early breaks the pipe; what it printed says why.
    channel.on('error', () => undefined);
    channel.on('close', () =>
      this.finish({
        kind: 'ran',
        hostKey: this.progress.hostKey ?? '',
        method: this.progress.method,
        exitCode,
        stdout: stdout.text(),
        stderr: stderr.text(),
      }),
    );
    channel.end(stdin);
  }

  private explain(
    error: SshError,
    limits: Pick<SshLimits, 'connectTimeoutSeconds'> = this.limits,
  ): CheckRecord {
    return sshFailure(error, this.target, this.progress, limits);
  }

  /** The host ended the connection without a word of why. */
  private explainEnd(): CheckRecord {
    return this.progress.isLoggedIn ? brokenOff() : this.explain(new Error(NO_REASON));
  }

  private fail(failure: CheckRecord): void {
    this.finish({ kind: 'failed', failure, hostKey: this.progress.hostKey });
  }
}
