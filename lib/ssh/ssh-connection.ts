import { Client, ConnectConfig } from 'ssh2';
import { CheckRecord } from '../host-scripts/check-record';
import { LOGIN_SECONDS } from '../machine/connection-limits';
import { expiredPassword, oddPrompt } from './failure/login-failure';
import { SshError, brokenOff, sshFailure } from './failure/ssh-failure';
import { tooLate } from './failure/ssh-refusal';
import { hostKeyAlgorithms, publicKeyText } from './host-key';
import { COMMON_ALGORITHMS } from './ssh-algorithms';
import { LoginAttempts } from './ssh-login';
import { SshFailed } from './ssh-outcome';
import { SshProgress } from './ssh-progress';
import { SshLimits, SshTarget } from './ssh-target';

const NO_REASON = 'the host ended the connection';

/** One connection to a host and its login. Nothing rejects, and all ends within its limits. */
export class SshConnection {
  readonly client = new Client();
  readonly progress = new SshProgress();
  readonly attempts: LoginAttempts;
  /** From the exchange of keys to the end of the login. */
  loginSeconds = 0;
  private timer?: NodeJS.Timeout;
  private answerTimer?: NodeJS.Timeout;
  private lost?: CheckRecord;
  /** Ends what is under way; where nothing is, the connection is lost all the same. */
  fail: (failure: CheckRecord) => void;

  constructor(
    private readonly target: SshTarget,
    readonly limits: SshLimits,
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

  get isLost(): boolean {
    return this.lost !== undefined;
  }

  /** Connects, holds the host to its key, and logs in. */
  login(): Promise<'ready' | SshFailed> {
    const { connectTimeoutSeconds, loginTimeoutSeconds = LOGIN_SECONDS } = this.limits;
    return this.attempt<'ready'>((done) => {
      let exchanged = 0;
      this.endPhaseAfter(connectTimeoutSeconds);
      this.client.once('connect', () => this.endPhaseAfter(connectTimeoutSeconds));
      this.client.once('handshake', () => {
        this.endPhaseAfter(loginTimeoutSeconds);
        exchanged = Date.now();
      });
      this.client.once('ready', () => {
        this.attempts.succeeded();
        this.loginSeconds = (Date.now() - exchanged) / 1000;
        done('ready');
      });
      this.connect();
    });
  }

  /** What is begun here ends by its own, by its limit, or with the connection. */
  attempt<T>(begin: (done: (value: T) => void) => void): Promise<T | SshFailed> {
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

  /** Fails what is under way when its time is over. */
  endAfter(seconds: number, failure: () => CheckRecord): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(failure()), seconds * 1000);
  }

  close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.answerTimer);
    this.limits.signal?.removeEventListener('abort', this.abort);
    this.fail = this.lose;
    this.client.destroy();
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
