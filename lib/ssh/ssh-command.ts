import { isIPv6 } from 'node:net';
import { Login } from '../config/configuration';

/** What OpenSSH's client needs to reach a host as quantum-kvm does. */
export interface SshCommandTarget {
  readonly address: string;
  readonly login: Pick<Login, 'name' | 'port'>;
  /** Absolute. @default - ssh's own keys, or its question for the password */
  readonly keyFile?: string;
  /** Absolute; the pinned host keys: {@link pinnedHosts}. */
  readonly knownHostsFile: string;
}

/** A port of the host that is to be reached through a port of this machine. */
export interface Tunnel {
  readonly localPort: number;
  readonly remote: { readonly address: string; readonly port: number };
}

/** A known_hosts file with every host of `hosts.lock.json`, at any port, and no others. */
export function pinnedHosts(hosts: Readonly<Record<string, { readonly hostKey: string }>>): string {
  const lines = Object.entries(hosts).map(
    ([address, { hostKey }]) => `${address},[${address}]:* ${hostKey}\n`,
  );
  return lines.join('');
}

/** The words of an ssh that takes the host for itself by its pinned key alone, and runs a command on a terminal. */
export function terminalCommand(target: SshCommandTarget, command: string): string[] {
  return [...reaching(target), '-t', loginAt(target), command];
}

/** The words of an ssh that does nothing but to hold a tunnel. */
export function tunnelCommand(target: SshCommandTarget, { localPort, remote }: Tunnel): string[] {
  const address = isIPv6(remote.address) ? `[${remote.address}]` : remote.address;
  const forward = `127.0.0.1:${localPort}:${address}:${remote.port}`;
  const options = ['-o', 'ExitOnForwardFailure=yes', '-N', '-L', forward];
  return [...reaching(target), ...options, loginAt(target)];
}

/** A line that a shell splits into these words. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

function reaching({ login: { port }, keyFile, knownHostsFile }: SshCommandTarget): string[] {
  return [
    // Not the settings of this machine either, which may lead elsewhere, believe other keys or lend the host an agent.
    ...['ssh', '-F', 'none'],
    ...(keyFile === undefined ? [] : ['-i', literal(keyFile), '-o', 'IdentitiesOnly=yes']),
    ...['-o', `UserKnownHostsFile=${oneOfMany(literal(knownHostsFile))}`],
    ...['-o', 'GlobalKnownHostsFile=/dev/null'],
    ...['-o', 'StrictHostKeyChecking=yes', '-p', String(port)],
  ];
}

function loginAt({ address, login: { name } }: SshCommandTarget): string {
  return `${name}@${address}`;
}

/** ssh puts values in the place of what follows a percent sign. */
function literal(path: string): string {
  return path.replaceAll('%', '%%');
}

/** The setting takes several files, with blanks between them. */
function oneOfMany(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path;
}

function shellWord(word: string): string {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
