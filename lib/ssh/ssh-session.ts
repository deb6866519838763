import { Socket, connect } from 'node:net';
import { AuthHandlerMiddleware, Client, ClientChannel, ConnectConfig } from 'ssh2';
import { CheckRecord } from '../host-scripts/check-record';
import { hostKeyAlgorithms, publicKeyText } from './host-key';
import { HostOutput } from './host-output';
import { SshError, brokenOff, oddPrompt, sshFailure, tooMuch, tooSlow } from './ssh-failure';
import { loginMethods } from './ssh-login';
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

/** Characters that are kept of what comes before a server says what it is. */
const LONGEST_GREETING = 1024;

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
  /** What the host showed last, accepted or not. */
  private hostKey?: string;
  /** The way to log in that was tried last. */
  private method = 'none';
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
        signal?.removeEventListener('abort', abort);
        this.client.destroy();
        resolve(outcome);
      };
      this.client.on('error', (error) => this.fail(this.explain(error)));
      this.client.on('close', () => this.fail(brokenOff()));
      this.client.on('ready', () => this.execute(command, stdin));
      this.connect();
    });
  }

  private connect(): void {
    const { address, login } = this.target;
    const socket = connect({ host: address, port: login.port });
    this.expectAnswer(socket);
    try {
      this.client.connect(this.connectConfig(socket));
    } catch (error) {
      socket.destroy();
      this.fail(this.explain(error as SshError));
    }
  }

  /** A server greets first, so one that is up is known to be long before the login is done. */
  private expectAnswer(socket: Socket): void {
    const { answerTimeoutSeconds: seconds } = this.limits;
    if (seconds === undefined) return;
    let said = '';
    const giveUp = () => {
      socket.destroy();
      const silent = { level: 'client-timeout' } as SshError;
      const error = said === '' ? silent : (new Error('no SSH server answers there') as SshError);
      this.fail(this.explain(error, { connectTimeoutSeconds: seconds }));
    };
    const timer = setTimeout(giveUp, seconds * 1000);
    const hear = (data: Buffer) => {
      said = `${said}${data.toString('latin1')}`.slice(-LONGEST_GREETING);
      if (!said.includes('SSH-')) return;
      clearTimeout(timer);
      socket.off('data', hear);
    };
    socket.on('data', hear).once('close', () => clearTimeout(timer));
  }

  private connectConfig(sock: Socket): ConnectConfig {
    const { login, pinnedHostKey } = this.target;
    return {
      sock,
      username: login.name,
      readyTimeout: this.limits.connectTimeoutSeconds * 1000,
      algorithms: { serverHostKey: hostKeyAlgorithms(pinnedHostKey) as never },
      // Runs within the key exchange: a host that is refused here is sent neither a name nor a password.
      hostVerifier: (key: Buffer) => {
        this.hostKey = publicKeyText(key);
        return this.hostKey === pinnedHostKey;
      },
      authHandler: this.remembered(
        loginMethods(login, this.target.privateKey, (what) => this.fail(oddPrompt(what))),
      ),
    };
  }

  private remembered(methods: AuthHandlerMiddleware): AuthHandlerMiddleware {
    return (offered, partialSuccess, next) =>
      methods(offered, partialSuccess, (method) => {
        if (typeof method === 'object') this.method = method.type;
        next(method);
      });
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
        hostKey: this.hostKey ?? '',
        method: this.method,
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
    return sshFailure(error, this.target, this.hostKey, limits);
  }

  private fail(failure: CheckRecord): void {
    this.finish({ kind: 'failed', failure, hostKey: this.hostKey });
  }
}
