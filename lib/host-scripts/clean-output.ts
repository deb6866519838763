import { z } from 'zod';
import { FormedLines } from './formed-lines';

/** Names of others' files stand in it, of any characters: who shows them makes them printable. */
const text = z.string().regex(/^[^\t\n]{0,1000}$/, 'a text of at most 1000 characters');
const named = z.tuple([text, text]);

/** The fields of each line of the cleaning, in their order. */
const CLEAN = {
  ...{ given: named, hook: named, pool: named, folder: named, member: named, file: named },
  ...{ key: named, stays: named, failed: named, end: z.tuple([]) },
} as const;

/** What each kind is to an operator. */
const OURS = {
  given: 'record of the VM',
  hook: "libvirt's hook",
  pool: 'storage pool',
  folder: 'folder',
  member: 'login',
  file: 'file',
  key: "the deployment's key in",
} as const;

/** What a deployment has left on a host. */
export interface CleanOutput {
  /** Ours: it can be removed, or was. One phrase each. */
  readonly ours: readonly string[];
  /** What stays, and why. */
  readonly stays: readonly string[];
  /** What could not be removed, and why. */
  readonly failed: readonly string[];
}

/** Reads what the cleaning printed; a text: why it is not used. */
export function parseClean(printed: string): CleanOutput | string {
  const lines = new FormedLines('CLEAN', CLEAN, printed);
  const kinds = Object.keys(OURS) as (keyof typeof OURS)[];
  const ours = kinds.flatMap((kind) =>
    lines.all(kind).map(([name, detail]) => phrase(`${OURS[kind]} ${name}`, detail)),
  );
  const reasons = (kind: 'stays' | 'failed') =>
    lines.all(kind).map(([what, why]) => `${what}: ${why}`);
  const found = { ours, stays: reasons('stays'), failed: reasons('failed') };
  const isComplete = lines.one('end') !== undefined;
  if (lines.refusal !== undefined) return lines.refusal;
  return isComplete ? found : 'it ends before all of it was said';
}

function phrase(what: string, detail: string): string {
  return detail === '' ? what : `${what} (${detail})`;
}
