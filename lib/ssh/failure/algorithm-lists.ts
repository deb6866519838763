import { firstOf } from '../../config/printable';

/** The lists that both sides of SSH offer, in the order of RFC 4253, 7.1, with the setting of sshd for each. */
const KINDS = [
  { name: 'key exchange', setting: 'KexAlgorithms' },
  { name: 'host key', setting: 'HostKeyAlgorithms' },
  { name: 'cipher', setting: 'Ciphers' },
  { name: 'cipher', setting: 'Ciphers' },
  { name: 'MAC', setting: 'MACs' },
  { name: 'MAC', setting: 'MACs' },
] as const;

const KEXINIT = 20;
const COOKIE_BYTES = 16;
/** Marks in the first list that are no algorithms. */
const EXTENSION = /^(?:ext-info|kex-strict)-/;
/** Names of a list that are said. */
const MOST_NAMES = 8;
/** Names in a command. */
const MOST_ALLOWED = 30;

/** A kind of algorithm of which both sides have none in common. */
export interface Mismatch {
  readonly name: (typeof KINDS)[number]['name'];
  /** What sshd calls it in its configuration. */
  readonly setting: string;
  /** Names, the first of many. */
  readonly ours: string;
  readonly theirs: string;
  /** The host's list, and the first of ours: a value of the setting. */
  readonly allowing: string;
}

/**
 * Why a key exchange cannot come about, from what each side has sent first; undefined: it could, or not both
 * have sent their lists.
 */
export function algorithmMismatch(sent: Buffer, received: Buffer): Mismatch | undefined {
  const [ours, theirs] = [offeredLists(sent), offeredLists(received)];
  if (!ours || !theirs) return undefined;
  const place = KINDS.findIndex((_, i) => !ours[i]?.some((name) => theirs[i]?.includes(name)));
  const kind = KINDS[place];
  if (!kind) return undefined;
  const names = (lists: readonly string[][]) => firstOf(lists[place] ?? [], MOST_NAMES) || 'none';
  const [first = ''] = ours[place] ?? [];
  return {
    ...kind,
    ours: names(ours),
    theirs: names(theirs),
    allowing: allowing(first, theirs[place]),
  };
}

/** A host's own words become no part of a command. */
function allowing(first: string, theirs: readonly string[] = []): string {
  const isPlain = theirs.length > 0 && theirs.every((name) => /^[a-z0-9@.+-]{1,64}$/i.test(name));
  return isPlain && theirs.length <= MOST_ALLOWED ? [...theirs, first].join(',') : `+${first}`;
}

/** The lists of the first packet behind the greeting; undefined: it is not there as a whole. */
function offeredLists(stream: Buffer): string[][] | undefined {
  const greeting = stream.indexOf('SSH-');
  const begin = greeting < 0 ? 0 : stream.indexOf('\n', greeting) + 1;
  // Length of the packet, length of its padding, and the number of the message.
  const head = begin + 4 + 1;
  if (begin === 0 || stream.length <= head || stream[head] !== KEXINIT) return undefined;
  const lists: string[][] = [];
  for (let i = head + 1 + COOKIE_BYTES; lists.length < KINDS.length;) {
    if (i + 4 > stream.length) return undefined;
    const end = i + 4 + stream.readUInt32BE(i);
    if (end > stream.length) return undefined;
    const names = stream.toString('latin1', i + 4, end).split(',');
    lists.push(names.filter((name) => name !== '' && !EXTENSION.test(name)));
    i = end;
  }
  return lists;
}
