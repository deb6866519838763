import { connect } from 'node:net';
import { socketError } from './socket-error';

/** How long a host may take to answer before it counts as dead. */
export const ANSWER_SECONDS = 5;

/**
 * Why a host's SSH server does not answer; undefined when it does. Sends nothing: a server greets first.
 * Terraform would try for half a minute and hold one of the few places meanwhile.
 */
export function unreachable(host: {
  readonly address: string;
  readonly login: { readonly port: number };
}): Promise<string | undefined> {
  const { address, login } = host;
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: login.port });
    const end = (reason?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reason && `port ${login.port} cannot be reached by SSH: ${reason}`);
    };
    const timer = setTimeout(
      () => end(`no answer within ${ANSWER_SECONDS} s`),
      ANSWER_SECONDS * 1000,
    );
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(socketError(code).reason));
    socket.once('close', () => end('the host broke the connection off'));
    socket.once('data', (greeting: Buffer) =>
      end(greeting.toString('latin1').includes('SSH-') ? undefined : 'no SSH server answers there'),
    );
  });
}
