import { z } from 'zod';
import { DataDisks } from '../configuration';
import { parseHostRange } from '../addressing/host-range';
import { limits } from './limits';
import { quoted } from '../problem';
import { isOf } from '../values/grammar';
import { diskPath, hostPath } from '../values/paths';

/**
 * One schema per kind of value: the text of the file in, the value out.
 * Messages stand in the rules; a schema adds one only where it knows more than the rule.
 */
export type TextSchema<T> = z.ZodType<T, string>;

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Decimal, without sign for positive numbers and without leading zeros. */
export function integer({ min, max }: Bounds): TextSchema<number> {
  return z
    .string()
    .regex(/^(0|-?[1-9]\d{0,8})$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

export const boolean: TextSchema<boolean> = z
  .enum(['true', 'false'])
  .transform((v) => v === 'true');

/** Double and trailing slashes are removed. */
export const folderOnHost: TextSchema<string> = z
  .string()
  .max(limits.pathLength)
  .startsWith('/')
  .transform((path) => `/${path.split('/').filter(Boolean).join('/')}`)
  .pipe(hostPath);

export const hostRange: TextSchema<readonly string[]> = z.string().transform((text, context) => {
  const { addresses, faults } = parseHostRange(text);
  faults.forEach((message) => context.addIssue({ code: 'custom', message }));
  return addresses;
});

export const dataDiskChoice: TextSchema<DataDisks> = z.string().transform((text, context) => {
  if (text === 'none' || text === 'blank') return { kind: text };
  const paths = text.split(',').map((path) => path.trim());
  paths.forEach((path, i) => {
    const message = diskFault(path, paths.indexOf(path) < i);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
  return { kind: 'paths', paths };
});

function diskFault(path: string, repeated: boolean): string | undefined {
  if (repeated) return `${path} is named twice`;
  if (/-part\d+$/.test(path)) return `${path} is a partition`;
  return isOf(diskPath, path) ? undefined : `${quoted(path)} is no /dev/disk/by-id/ path`;
}
