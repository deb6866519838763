import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileDigest } from '../node/file/file-digest';
import { isThere } from '../node/file/folder-entries';

/** A package in the folder. */
export interface KitFile {
  readonly name: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What a folder of packages holds, as `sha256sum -c` reads it; the first line says for which system. */
export interface KitSums {
  readonly system: string;
  readonly files: readonly KitFile[];
}

export const SUMS_FILE = 'SHA256SUMS';

/** Where packages are until all are there; in the folder itself, so that each gets its name in one step. */
export const PARTIAL_FOLDER = '.partial';

const LINE = /^([0-9a-f]{64}) [ *]([A-Za-z0-9_][^/]*\.(?:deb|rpm))$/;

export function sumsText({ system, files }: KitSums): string {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const lines = sorted.map(({ name, sha256 }) => `${sha256}  ${name}`);
  return [`# ${system}`, ...lines, ''].join('\n');
}

/** @returns undefined where there are none */
export function readSums(folder: string): KitSums | undefined {
  const file = join(folder, SUMS_FILE);
  if (!isThere(file)) return undefined;
  const [head = '', ...lines] = readFileSync(file, 'utf8').split('\n');
  const files = lines.flatMap((line) => {
    const [, sha256 = '', name = ''] = LINE.exec(line) ?? [];
    return name === '' ? [] : [{ name, sha256 }];
  });
  return { system: head.replace(/^# /, ''), files };
}

/** Whether a file is there with this content. */
export function isWhole(folder: string, { name, sha256 }: KitFile): boolean {
  const file = join(folder, name);
  return isThere(file) && fileDigest(file) === sha256;
}
