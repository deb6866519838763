import { printable } from '../../config/printable';

interface SocketError {
  readonly reason: string;
  readonly cure: string;
}

const ROUTE = "see this machine's routes and networks, and whether the host is up";

/** What Node's codes of a failed connection mean to an operator. */
const ERRORS: Readonly<Record<string, SocketError>> = {
  ECONNREFUSED: {
    reason: 'connection refused',
    cure: 'the host is up, and nothing listens there: start sshd on it, or correct login.port',
  },
  ECONNRESET: {
    reason: 'the host broke the connection off',
    cure: 'see the log of sshd and the firewall of the host',
  },
  EHOSTUNREACH: { reason: 'no route to the host', cure: ROUTE },
  ENETUNREACH: { reason: 'no route to the network', cure: ROUTE },
  EHOSTDOWN: { reason: 'the host is down', cure: ROUTE },
  ETIMEDOUT: {
    reason: 'no answer',
    cure: 'see whether the host is up, its address in kvm.host.range, login.port, and the firewalls on the way',
  },
  EMFILE: {
    reason: 'this machine has too many files open',
    cure: 'raise "ulimit -n", or use a lower --parallel',
  },
  EADDRNOTAVAIL: {
    reason: 'this machine has no free port left',
    cure: 'use a lower --parallel, and repeat',
  },
};

/** Why a connection failed; a code that is not known stands for itself. */
export function socketError(code: string | undefined): SocketError {
  const { ETIMEDOUT } = ERRORS as { readonly ETIMEDOUT: SocketError };
  return (
    ERRORS[code ?? ''] ?? { reason: printable(code ?? 'an unknown error'), cure: ETIMEDOUT.cure }
  );
}
