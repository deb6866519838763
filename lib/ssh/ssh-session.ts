import { ClientCallback, ExecOptions } from 'ssh2';
import { tooMuch, tooSlow } from './failure/ssh-failure';
import { noSession } from './failure/ssh-refusal';
import { collectOutput } from './ssh-channel';
import { SshConnection } from './ssh-connection';
import { LoginOpener } from './ssh-login';
import { SshFailed, SshOutcome, SshRan } from './ssh-outcome';
import { SshLimits, SshTarget } from './ssh-target';

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

/** How often a session is asked for, and how long after it was refused. */
const OPENINGS = 10;
const OPENING_MS = 200;

/** One login on a host, for one command after the other. Nothing rejects, and all ends within its limits. */
export class SshSession {
  private commandSeconds?: number;

  private constructor(private readonly connection: SshConnection) {}

  /** Connects, holds the host to its key, and logs in. */
  static async open(target: SshTarget, limits: SshLimits): Promise<SshSession | SshFailed> {
    const connection = new SshConnection(target, limits);
    const outcome = await connection.login();
    if (outcome === 'ready') return new SshSession(connection);
    connection.close();
    return outcome;
  }

  /** What the host accepted for the login. */
  get openedBy(): LoginOpener {
    return this.connection.attempts.openedBy;
  }

  /**
   * How long it took from the exchange of keys to the end of the login, and from there to the first output of the
   * first command: PAM opens the session only then.
   */
  get loginSeconds(): number {
    return this.connection.loginSeconds + (this.commandSeconds ?? 0);
  }

  run(command: string, options: CommandOptions = {}): Promise<SshOutcome> {
    const { connection } = this;
    const pty = options.terminal ? { pty: { modes: TRANSPARENT } } : {};
    const begun = Date.now();
    return connection.attempt<SshOutcome>((done) => {
      connection.endAfter(connection.limits.sessionTimeoutSeconds, () =>
        tooSlow(connection.limits),
      );
      this.execute(command, pty, OPENINGS, (error, channel) => {
        if (error) {
          done({ kind: 'failed', failure: noSession(error), hostKey: connection.progress.hostKey });
          return;
        }
        channel.once('data', () => (this.commandSeconds ??= (Date.now() - begun) / 1000));
        collectOutput(channel, options.stdin ?? '', {
          end: (output) => done({ kind: 'ran', ...this.shown(), ...output }),
          excess: (excess) => connection.fail(tooMuch(excess)),
        });
      });
    });
  }

  /** Whether a socket of the host can be reached through this connection; nothing is sent to it. */
  reaches(socket: string): Promise<boolean | SshFailed> {
    const { client, limits } = this.connection;
    return this.connection.attempt<boolean>((done) => {
      this.connection.endAfter(limits.connectTimeoutSeconds, () => tooSlow(limits));
      client.openssh_forwardOutStreamLocal(socket, (error, stream) => {
        if (!error) stream.end();
        done(!error);
      });
    });
  }

  close(): void {
    this.connection.close();
  }

  /** A server that allows one session at a time has not always ended the last one when it says so. */
  private execute(
    command: string,
    options: ExecOptions,
    openings: number,
    callback: ClientCallback,
  ): void {
    this.connection.client.exec(command, options, (error, channel) => {
      const isRefused = (error as { reason?: unknown } | undefined)?.reason !== undefined;
      if (!isRefused || openings <= 1 || this.connection.isLost) callback(error, channel);
      else setTimeout(() => this.execute(command, options, openings - 1, callback), OPENING_MS);
    });
  }

  private shown(): Pick<SshRan, 'hostKey' | 'openedBy'> {
    return { hostKey: this.connection.progress.hostKey ?? '', openedBy: this.openedBy };
  }
}
