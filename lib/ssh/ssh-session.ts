import { Client, ClientCallback, ConnectConfig, ExecOptions } from 'ssh2';
import { CheckRecord } from '../host-scripts/check-record';
import { LOGIN_SECONDS } from '../machine/connection-limits';
import { hostKeyAlgorithms, publicKeyText } from './host-key';
import { COMMON_ALGORITHMS } from './ssh-algorithms';
import { CommandOutput, collectOutput } from './ssh-channel';
import { expiredPassword, oddPrompt } from './login-failure';
import { SshError, brokenOff, sshFailure, tooMuch, tooSlow } from './ssh-failure';
import { LoginAttempts, LoginOpener } from './ssh-login';
import { SshProgress } from './ssh-progress';
import { noSession, tooLate } from './ssh-refusal';
import { SshLimits, SshTarget } from './ssh-target';

/** How a command ended; `hostKey` is what the host showed: accepted if the command ran. */
export type SshOutcome = SshRan | SshFailed;

export interface SshRan extends CommandOutput {
  readonly kind: 'ran';
  readonly hostKey: string;
  readonly openedBy: LoginOpener;
}

export interface SshFailed {
  readonly kind: 'failed';
  readonly failure: CheckRecord;
  readonly hostKey?: string;
}

export interface CommandOptions {
  readonly stdin?: string;
  /** Runs it on a terminal, which neither echoes nor changes what passes. @default false */
  readonly terminal?: boolean;
}

/** Terminal modes (RFC 4254, 8) of a terminal that hands on every byte as it is. */
const TRANSPARENT = Object.fromEntries(
  ['ECHO', 'ICANON', 'ISIG', 'IEXTEN', 'OPOST', 'ICRNL', 'INLCR', 'IGNCR', 'IXON', 'ISTRIP'].map(
    (mode) => [mode, 0],
  ),
);

const NO_REASON = 'the host ended the connection';

/** How often a session is asked for, and how long after it was refused. */
const OPENINGS = 10;
const OPENING_MS = 200;

/** Logs in, runs one command with the given standard input, and ends the connection. Never rejects. */
export async function runOverSsh(
  target: SshTarget,
  command: string,
  stdin: string,
  limits: SshLimits,
): Promise<SshOutcome> {
  const session = await SshSession.open(target, limits);
  if (!(session instanceof SshSession)) return session;
  const outcome = await session.run(command, { stdin });
  session.close();
  return outcome;
}

/** One login on a host, for one command after the other. Nothing rejects, and all ends within its limits. */
export class SshSession {
  private readonly client = new Client();
  private readonly progress = new SshProgress();
  private readonly attempts: LoginAttempts;
  private seconds = 0;
  private commandSeconds?: number;
  private timer?: NodeJS.Timeout;
  private answerTimer?: NodeJS.Timeout;
  private lost?: CheckRecord;
  private fail: (failure: CheckRecord) => void;

  private constructor(
    private readonly target: SshTarget,
    private readonly limits: SshLimits,
  ) {
    this.fail = this.lose;
    const { login, privateKey } = target;
    this.attempts = new LoginAttempts(login, privateKey, this.progress, (what) =>
      this.fail(oddPrompt(what)),
    );
    this.client.on('error', (error) => this.fail(this.explain(error)));
    this.client.on('close', () => this.fail(this.explainEnd()));
    this.client.on('change password', () => this.fail(expiredPassword(target)));
    limits.signal?.addEventListener('abort', this.abort, { once: true });
  }

  /** Connects, holds the host to its key, and logs in. */
  static async open(target: SshTarget, limits: SshLimits): Promise<SshSession | SshFailed> {
    const session = new SshSession(target, limits);
    const outcome = await session.login();
    if (outcome === 'ready') return session;
    session.close();
    return outcome;
  }

  /** What the host accepted for the login. */
  get openedBy(): LoginOpener {
    return this.attempts.openedBy;
  }

  /**
   * How long it took from the exchange of keys to the end of the login, and from there to the first output of the
   * first command: PAM opens the session only then.
   */
  get loginSeconds(): number {
    return this.seconds + (this.commandSeconds ?? 0);
  }

  run(command: string, options: CommandOptions = {}): Promise<SshOutcome> {
    const { sessionTimeoutSeconds } = this.limits;
    const pty = options.terminal ? { pty: { modes: TRANSPARENT } } : {};
    const begun = Date.now();
    return this.attempt<SshOutcome>((done) => {
      this.endAfter(sessionTimeoutSeconds, () => tooSlow(this.limits));
      this.execute(command, pty, OPENINGS, (error, channel) => {
        if (error)
          done({ kind: 'failed', failure: noSession(error), hostKey: this.progress.hostKey });
        else {
          channel.once('data', () => (this.commandSeconds ??= (Date.now() - begun) / 1000));
          collectOutput(channel, options.stdin ?? '', {
            end: (output) => done({ kind: 'ran', ...this.shown(), ...output }),
            excess: (excess) => this.fail(tooMuch(excess)),
          });
        }
      });
    });
  }

  /** A server that allows one session at a time has not always ended the last one when it says so. */
  private execute(
    command: string,
    options: ExecOptions,
    openings: number,
    callback: ClientCallback,
  ): void {
    this.client.exec(command, options, (error, channel) => {
      const isRefused = (error as { reason?: unknown } | undefined)?.reason !== undefined;
      if (!isRefused || openings <= 1 || this.lost) callback(error, channel);
      else setTimeout(() => this.execute(command, options, openings - 1, callback), OPENING_MS);
    });
  }

  /** Whether a socket of the host can be reached through this connection; nothing is sent to it. */
  reaches(socket: string): Promise<boolean | SshFailed> {
    return this.attempt<boolean>((done) => {
      this.endAfter(this.limits.connectTimeoutSeconds, () => tooSlow(this.limits));
      this.client.openssh_forwardOutStreamLocal(socket, (error, stream) => {
        if (!error) stream.end();
        done(!error);
      });
    });
  }

  close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.answerTimer);
    this.limits.signal?.removeEventListener('abort', this.abort);
    this.fail = this.lose;
    this.client.destroy();
  }

  private login(): Promise<'ready' | SshFailed> {
    const { connectTimeoutSeconds, loginTimeoutSeconds = LOGIN_SECONDS } = this.limits;
    return this.attempt<'ready'>((done) => {
      this.endPhaseAfter(connectTimeoutSeconds);
      this.client.once('connect', () => this.endPhaseAfter(connectTimeoutSeconds));
      this.client.once('handshake', () => {
        this.endPhaseAfter(loginTimeoutSeconds);
        this.seconds = Date.now();
      });
      this.client.once('ready', () => {
        this.attempts.succeeded();
        this.seconds = (Date.now() - this.seconds) / 1000;
        done('ready');
      });
      this.connect();
    });
  }

  private shown(): Pick<SshRan, 'hostKey' | 'openedBy'> {
    return { hostKey: this.progress.hostKey ?? '', openedBy: this.openedBy };
  }

  private connect(): void {
    const { address, login } = this.target;
    try {
      this.progress.connect(this.client, this.connectConfig(), address, login.port);
      this.expectAnswer();
    } catch (error) {
      this.progress.socket.destroy();
      this.fail(this.explain(error as SshError));
    }
  }

  /** A server greets first, so one that is up is known to be long before the login is done. */
  private expectAnswer(): void {
    const { answerTimeoutSeconds: seconds } = this.limits;
    if (seconds === undefined) return;
    this.answerTimer = setTimeout(() => {
      if (!this.progress.isSsh) this.fail(tooLate(this.target, this.progress, seconds));
    }, seconds * 1000);
  }

  private connectConfig(): ConnectConfig {
    const { login, pinnedHostKey } = this.target;
    return {
      username: login.name,
      // The limits are kept here, each with a sentence of its own.
      readyTimeout: 0,
      strictVendor: false,
      algorithms: {
        ...COMMON_ALGORITHMS,
        serverHostKey: hostKeyAlgorithms(pinnedHostKey) as never,
      },
      // Runs within the key exchange: a host that is refused here is sent neither a name nor a password.
      hostVerifier: (key: Buffer) => {
        this.progress.hostKey = publicKeyText(key);
        return this.progress.hostKey === pinnedHostKey;
      },
      authHandler: this.attempts.handler,
    };
  }

  /** What is begun here ends by its own, by its limit, or with the connection. */
  private attempt<T>(begin: (done: (value: T) => void) => void): Promise<T | SshFailed> {
    return new Promise((resolve) => {
      const end = (value: T | SshFailed): void => {
        clearTimeout(this.timer);
        this.fail = this.lose;
        resolve(value);
      };
      this.fail = (failure) => {
        this.lose(failure);
        end({ kind: 'failed', failure, hostKey: this.progress.hostKey });
      };
      if (this.lost) this.fail(this.lost);
      else begin(end);
    });
  }

  private endAfter(seconds: number, failure: () => CheckRecord): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(failure()), seconds * 1000);
  }

  /** How far the login has come by then says what it waits for. */
  private endPhaseAfter(seconds: number): void {
    this.endAfter(seconds, () => tooLate(this.target, this.progress, seconds));
  }

  /** After a failure nothing more is asked of the host. */
  private readonly lose = (failure: CheckRecord): void => {
    this.lost ??= failure;
    this.client.destroy();
  };

  private readonly abort = (): void => this.fail(brokenOff());

  private explain(error: SshError): CheckRecord {
    return sshFailure(error, this.target, this.progress, this.limits);
  }

  /** The host ended the connection without a word of why. */
  private explainEnd(): CheckRecord {
    return this.progress.isLoggedIn ? brokenOff() : this.explain(new Error(NO_REASON));
  }
}
