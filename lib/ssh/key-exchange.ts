import { Client, ConnectConfig } from 'ssh2';
import { CheckRecord } from '../host-scripts/check-record';
import { hostKeyAlgorithms, publicKeyText } from './host-key';
import { SshError, brokenOff, sshFailure } from './failure/ssh-failure';
import { SshProgress } from './ssh-progress';
import { SshHostAddress, SshLimits } from './ssh-target';

/** The key that a host has proven to hold, or why there is none. */
export type ShownKey =
  | { readonly kind: 'shown'; readonly hostKey: string }
  | { readonly kind: 'failed'; readonly failure: CheckRecord };

/**
 * Asks a host for its key, and ends the connection before any login: neither a name nor a password nor a key
 * is sent. Never rejects, and ends within the limit of connecting.
 */
export function exchangeKeys(
  host: SshHostAddress,
  limits: Pick<SshLimits, 'connectTimeoutSeconds'>,
): Promise<ShownKey> {
  const { address, login } = host;
  return new Promise((resolve) => {
    const client = new Client();
    const progress = new SshProgress();
    const finish = (shown: ShownKey) => {
      client.destroy();
      resolve(shown);
    };
    const fail = (failure: CheckRecord) => finish({ kind: 'failed', failure });
    client.on('error', (error) => fail(sshFailure(error as SshError, host, progress, limits)));
    client.on('close', () => fail(sshFailure(new Error('it was ended'), host, progress, limits)));
    // The host has signed the exchange: it holds the key.
    client.on('handshake', () => {
      const { hostKey } = progress;
      return hostKey === undefined ? fail(brokenOff()) : finish({ kind: 'shown', hostKey });
    });
    const config: ConnectConfig = {
      username: login.name,
      readyTimeout: limits.connectTimeoutSeconds * 1000,
      algorithms: { serverHostKey: hostKeyAlgorithms(undefined) as never },
      hostVerifier: (key: Buffer) => {
        progress.hostKey = publicKeyText(key);
        return true;
      },
      // ssh2 takes `false` as the end of all methods; its types leave that out.
      authHandler: (_offered, _partialSuccess, next) => next(false as never),
    };
    progress.connect(client, config, address, login.port);
  });
}
