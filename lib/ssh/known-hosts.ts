import { createHmac, timingSafeEqual } from 'node:crypto';
import { isPublicKey, knownHostsName } from './host-key';

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
interface Entry {
  readonly patterns: readonly string[];
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
  readonly isRevoked: boolean;
}

/** What a known_hosts file has for one host. */
export interface KnownKeys {
  readonly trusted: readonly string[];
  readonly revoked: readonly string[];
}

/** The keys of a known_hosts file of OpenSSH, with its patterns and hashed names. Certificates are not used. */
export class KnownHosts {
  private constructor(
    /** As the operator named it. */
    readonly file: string,
    private readonly entries: readonly Entry[],
  ) {}

  /** A line that cannot be read is a fault: to skip it would be to ask about a host that is in the file. */
  static parse(file: string, text: string): { knownHosts: KnownHosts; faults: string[] } {
    const entries: Entry[] = [];
    const faults: string[] = [];
    text.split(/\r?\n/).forEach((line, index) => {
      if (/^\s*(#|$)/.test(line)) return;
      const entry = entryOf(line.trim());
      if (!entry) faults.push(`${file}:${index + 1}: this is no line of a known_hosts file`);
      else if (entry !== 'unused') entries.push(entry);
    });
    return { knownHosts: new KnownHosts(file, entries), faults };
  }

  keysOf(host: { readonly address: string; readonly login: { readonly port: number } }): KnownKeys {
    const name = knownHostsName(host);
    const own = this.entries.filter(({ patterns }) => matches(patterns, name));
    const keys = (isRevoked: boolean) =>
      own.filter((entry) => entry.isRevoked === isRevoked).map(({ publicKey }) => publicKey);
    return { trusted: keys(false), revoked: keys(true) };
  }
}

function entryOf(line: string): Entry | 'unused' | undefined {
  const fields = line.split(/[ \t]+/);
  const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
  const [names, type, key] = fields;
  if (names === undefined || type === undefined || key === undefined) return undefined;
  if (marker === '@cert-authority') return 'unused';
  if (marker !== undefined && marker !== '@revoked') return undefined;
  const publicKey = `${type} ${key}`;
  if (!isPublicKey(publicKey)) return undefined;
  return { patterns: names.split(','), publicKey, isRevoked: marker !== undefined };
}

function matches(patterns: readonly string[], name: string): boolean {
  const [first = ''] = patterns;
  if (first.startsWith('|')) return isHashOf(first, name);
  const found = (pattern: string) => isLike(pattern.toLowerCase(), name);
  if (patterns.some((pattern) => pattern.startsWith('!') && found(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && found(pattern));
}

/** `|1|salt|HMAC-SHA1 of the name`. */
function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt = '', hash = ''] = hashed.split('|');
  if (version !== '1') return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** `*` is any text, `?` any character; all else is itself. Linear: each star is tried at its first place. */
function isLike(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  let [p, n, star, from] = [0, 0, -1, 0];
  while (n < name.length) {
    if (pattern[p] === '*') [star, from] = [p++, n];
    else if (pattern[p] === '?' || pattern[p] === name[n]) [p, n] = [p + 1, n + 1];
    else if (star >= 0) [p, n] = [star + 1, ++from];
    else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}
