import { z } from 'zod';
import { FormedLines } from './formed-lines';

const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID')
  .transform((text) => text.toLowerCase());
const uuidOrNone = z
  .literal('')
  .transform(() => undefined)
  .or(uuid);
const word = <const W extends readonly [string, ...string[]]>(...words: W) =>
  z.enum(words, words.join(', '));
const packageName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]{0,99}$/, 'the name of a package');
/** libvirt takes almost anything. */
const machineName = z.string().regex(/^\P{Cc}{1,200}$/u, 'a name of at most 200 characters');

/** Of a volume or a network, as the spec of a host names them. */
const objectName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, 'the name of an object');
const bytes = z
  .string()
  .regex(/^\d{1,15}$/, 'a number of bytes')
  .transform(Number);

/** The fields of each line of a look, in their order. */
const LOOK = {
  package: z.tuple([packageName]),
  libvirt: z.tuple([word('held', 'absent', 'silent', 'stuck', 'manual')]),
  group: z.tuple([word('held', 'gone')]),
  pool: z.tuple([word('held', 'undefined', 'inactive', 'elsewhere', 'manual')]),
  folder: z.tuple([word('held', 'gone')]),
  hook: z.tuple([word('held', 'gone', 'changed')]),
  given: z.tuple([word('held', 'gone')]),
  machine: z.tuple([
    uuid,
    machineName,
    z.enum(['tagged', ''], 'tagged or nothing'),
    uuidOrNone,
    uuidOrNone,
  ]),
  volume: z.tuple([objectName, bytes]),
  network: z.tuple([objectName, uuidOrNone]),
  end: z.tuple([]),
} as const;

type Word<N extends keyof typeof LOOK> = z.output<(typeof LOOK)[N]>[0];

/** What a look at a host has found; undefined: it could not be known, or was not asked for. */
export interface LookOutput {
  /** Packages that preparation installs and that are missing. */
  readonly missingPackages: readonly string[];
  readonly libvirt: Word<'libvirt'>;
  readonly group?: Word<'group'>;
  readonly pool?: Word<'pool'>;
  readonly folder?: Word<'folder'>;
  readonly hook?: Word<'hook'>;
  readonly given?: Word<'given'>;
  /** Those with our tag, and the one of the expected name. */
  readonly machines: readonly SeenMachine[];
  /** Those that were asked for. */
  readonly volumes: readonly SeenVolume[];
  /** Those that were asked for, carry our tag, and are used by no other VM. */
  readonly networks: readonly SeenNetwork[];
}

/** A network on a host that carries our tag. */
export interface SeenNetwork {
  readonly name: string;
  /** That the tag names; one of an earlier version names none. */
  readonly deployment?: string;
}

/** A volume on a host. */
export interface SeenVolume {
  readonly name: string;
  /** The size of its file. */
  readonly bytes: number;
}

/** A VM on a host. */
export interface SeenMachine {
  readonly uuid: string;
  readonly name: string;
  /** Whether it carries our tag: its own, not that of the VM that it is a copy of. */
  readonly tagged: boolean;
  /** That the tag names; one of an earlier version names none. */
  readonly deployment?: string;
}

/** Reads what a look printed; a text: why it is not used. */
export function parseLook(text: string): LookOutput | string {
  const lines = new FormedLines('LOOK', LOOK, text);

  const libvirt = lines.one('libvirt')?.[0];
  const found = {
    missingPackages: lines.all('package').map(([name]) => name),
    group: lines.one('group')?.[0],
    pool: lines.one('pool')?.[0],
    folder: lines.one('folder')?.[0],
    hook: lines.one('hook')?.[0],
    given: lines.one('given')?.[0],
    machines: lines.all('machine').map(([id, name, tag, tagUuid = id, deployment]) => ({
      ...{ uuid: id, name, deployment },
      tagged: tag === 'tagged' && tagUuid === id,
    })),
    volumes: lines.all('volume').map(([name, size]) => ({ name, bytes: size })),
    networks: lines.all('network').map(([name, deployment]) => ({ name, deployment })),
  };
  const isComplete = lines.one('end') !== undefined;
  if (lines.refusal !== undefined) return lines.refusal;
  if (!isComplete || libvirt === undefined) return 'it ends before all of it was said';
  return { ...found, libvirt };
}
