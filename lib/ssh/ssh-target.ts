import { Login } from '../config/configuration';

/** Where a host is reached. */
export interface SshHostAddress {
  readonly address: string;
  readonly login: Pick<Login, 'name' | 'port'>;
}

/** A host, and how to log in there. */
export interface SshTarget {
  readonly address: string;
  readonly login: Login;
  /** Private key, unencrypted; tried before the password. */
  readonly privateKey?: Buffer;
  /** `ssh-ed25519 AAAA…`: no other key is accepted, and nothing is sent to a host that shows another. */
  readonly pinnedHostKey: string;
}

export interface SshLimits {
  /** Until the host has sent anything: one that is down is given up sooner. @default connectTimeoutSeconds */
  readonly answerTimeoutSeconds?: number;
  /** To connect, and as long again to exchange keys. */
  readonly connectTimeoutSeconds: number;
  /** From then on, to log in. @default LOGIN_SECONDS */
  readonly loginTimeoutSeconds?: number;
  /** One command. */
  readonly sessionTimeoutSeconds: number;
  /** Ends the session when it is aborted. @default - only the limits do */
  readonly signal?: AbortSignal;
}
