import { Client, ClientChannel, ConnectConfig } from 'ssh2';
import { Login } from '../config/configuration';
import { CheckRecord, fail } from './check-record';
import { fingerprint, hostKeyAlgorithms, publicKeyText } from './host-key';
import { loginMethods } from './ssh-login';

export interface SshTarget {
  readonly address: string;
  readonly login: Login;
  /** Private key, unencrypted; tried before the password. */
  readonly privateKey?: Buffer;
  /** `ssh-ed25519 AAAA…`. With it no other key is accepted; without it the first one is. */
  readonly pinnedHostKey?: string;
}

export interface SshLimits {
  /** To connect, verify the host key and log in. */
  readonly connectTimeoutSeconds: number;
  /** The whole session. */
  readonly sessionTimeoutSeconds: number;
}

/** How a session ended; `hostKey` is what the host showed, and was accepted. */
export type SshOutcome =
  | {
      readonly kind: 'ran';
      readonly hostKey: string;
      readonly exitCode: number | undefined;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: 'failed'; readonly failure: CheckRecord };

/** What a host may print before it is cut off: a check of 1000 disks needs a tenth. */
const OUTPUT_LIMIT_BYTES = 1024 * 1024;

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
  private settle: (outcome: SshOutcome) => void = () => undefined;

  constructor(
    private readonly target: SshTarget,
    private readonly limits: SshLimits,
  ) {}

  run(command: string, stdin: string): Promise<SshOutcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.fail(this.tooSlow()),
        this.limits.sessionTimeoutSeconds * 1000,
      );
      this.settle = (outcome) => {
        clearTimeout(timer);
        this.client.destroy();
        resolve(outcome);
      };
      this.client.on('error', (error) => this.fail(this.explain(error)));
      this.client.on('close', () => this.fail(this.brokenOff()));
      this.client.on('ready', () => this.execute(command, stdin));
      this.connect();
    });
  }

  private connect(): void {
    try {
      this.client.connect(this.connectConfig());
    } catch (error) {
      this.fail(this.explain(error as SshError));
    }
  }

  private connectConfig(): ConnectConfig {
    const { address, login, pinnedHostKey } = this.target;
    return {
      host: address,
      port: login.port,
      username: login.name,
      readyTimeout: this.limits.connectTimeoutSeconds * 1000,
      algorithms: { serverHostKey: hostKeyAlgorithms(pinnedHostKey) as never },
      // Runs within the key exchange: a host that is refused here is sent neither a name nor a password.
      hostVerifier: (key: Buffer) => {
        this.hostKey = publicKeyText(key);
        return pinnedHostKey === undefined || this.hostKey === pinnedHostKey;
      },
      authHandler: loginMethods(login, this.target.privateKey),
    };
  }

  private execute(command: string, stdin: string): void {
    this.client.exec(command, (error, channel) => {
      if (error) this.fail(this.explain(error));
      else this.collect(channel, stdin);
    });
  }

  private collect(channel: ClientChannel, stdin: string): void {
    const [stdout, stderr] = [new Output(), new Output()];
    let exitCode: number | undefined;
    channel.on('data', (data: Buffer) => stdout.add(data));
    channel.stderr.on('data', (data: Buffer) => stderr.add(data));
    channel.on('exit', (code: number | null) => (exitCode = code ?? undefined));
    // A host that ends the command early breaks the pipe; what it printed says why.
    channel.on('error', () => undefined);
    channel.on('close', () =>
      this.settle({
        kind: 'ran',
        hostKey: this.hostKey ?? '',
        exitCode,
        stdout: stdout.text(),
        stderr: stderr.text(),
      }),
    );
    channel.end(stdin);
  }

  private fail(failure: CheckRecord): void {
    this.settle({ kind: 'failed', failure });
  }

  private tooSlow(): CheckRecord {
    const { sessionTimeoutSeconds } = this.limits;
    return fail(
      'host.script',
      `the check did not end within ${sessionTimeoutSeconds} s`,
      'see what keeps the host busy, and repeat',
    );
  }

  private brokenOff(): CheckRecord {
    return fail(
      'host.connection',
      'the host ended the connection',
      'see the log of sshd on the host',
    );
  }

  private explain(error: SshError): CheckRecord {
    if (this.hostKeyRefused(error)) return this.hostKeyChanged();
    if (error.level === 'client-authentication') return this.loginRefused();
    const { port } = this.target.login;
    return fail(
      'host.connection',
      `port ${port} cannot be reached by SSH: ${this.reason(error)}`,
      'is the host up, sshd running, and login.port right?',
    );
  }

  /** Without the address, so that hosts with the same fault read the same. */
  private reason({ level, code, message }: SshError): string {
    if (level === 'client-timeout')
      return `no answer within ${this.limits.connectTimeoutSeconds} s`;
    return SOCKET_ERRORS[code ?? ''] ?? message;
  }

  private hostKeyRefused(error: SshError): boolean {
    const { pinnedHostKey } = this.target;
    if (pinnedHostKey === undefined || error.level !== 'handshake') return false;
    return this.hostKey ? this.hostKey !== pinnedHostKey : /host key format/.test(error.message);
  }

  private hostKeyChanged(): CheckRecord {
    const pinned = this.target.pinnedHostKey ?? '';
    const shown = this.hostKey
      ? `${this.hostKey.split(' ')[0]} ${fingerprint(this.hostKey)}`
      : 'none of that type';
    return fail(
      'host.key',
      `the host key is not the pinned one (${pinned.split(' ')[0]} ${fingerprint(pinned)}), the host shows ${shown}; nothing was sent to it`,
      'if the host was reinstalled: compare the new fingerprint at its console, remove its entry from hosts.lock.json and repeat; else someone stands in between',
    );
  }

  private loginRefused(): CheckRecord {
    const { login, privateKey } = this.target;
    const tried = [privateKey && 'the key', login.password && 'the password']
      .filter(Boolean)
      .join(' and ');
    return fail(
      'host.login',
      `login ${login.name} was refused; tried: ${tried || 'nothing, for there is neither key nor password'}`,
      'correct login.name or login.password, or authorize the key on the host',
    );
  }
}

/** ssh2 adds where in the protocol it happened. */
interface SshError extends Error {
  readonly level?: string;
  readonly code?: string;
}

const SOCKET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the host broke the connection off',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'no answer',
};

/** Text up to a limit; the rest is dropped. */
class Output {
  private readonly parts: Buffer[] = [];
  private size = 0;

  add(part: Buffer): void {
    if (this.size < OUTPUT_LIMIT_BYTES) this.parts.push(part);
    this.size += part.length;
  }

  text(): string {
    return Buffer.concat(this.parts).toString('utf8');
  }
}
