/** What Node's codes of a failed connection mean to an operator. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the host broke the connection off',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'no answer',
};

/** Why a connection failed; undefined for a code that is not known. */
export function socketError(code: string | undefined): string | undefined {
  return code === undefined ? undefined : REASONS[code];
}
