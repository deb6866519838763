import { z } from 'zod';
import { DataDisks } from '../configuration';
import { parseHostRange } from '../addressing/host-range';
import { limits } from './limits';
import { quoted } from '../problem';

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

/** The characters that mean themselves in a shell, in XML and in Terraform. */
export const SAFE_CHARACTERS = 'letters, digits and . _ - + = @ /';
const SAFE_PATH = /^[A-Za-z0-9._+=@/-]+$/;

/**
 * An absolute path on a host, without `.` and `..`; double and trailing slashes are removed.
 * No part begins or ends with a dash: pool names write a slash as one dash, a dash as two.
 */
export const hostPath: TextSchema<string> = z
  .string()
  .max(limits.pathLength)
  .regex(SAFE_PATH)
  .startsWith('/')
  .transform((path) => path.split('/').filter((part) => part !== ''))
  .refine((parts) => parts.length > 0 && parts.every(isPlainPart))
  .transform((parts) => `/${parts.join('/')}`);

function isPlainPart(part: string): boolean {
  return part !== '.' && part !== '..' && !part.startsWith('-') && !part.endsWith('-');
}

/** A file on the deployment node; it is opened by this program, so `..` does no harm. */
export const localFile: TextSchema<string> = z
  .string()
  .max(limits.pathLength)
  .regex(SAFE_PATH)
  .regex(/^[^-].*[^/]$|^[A-Za-z0-9]$/);

/** Linux: 1…15 characters, no slash, colon or white space (dev_valid_name); here also safe in a shell. */
export const bridgeName: TextSchema<string> = z
  .string()
  .max(limits.bridgeNameLength)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);

/** POSIX portable user name that does not look like an option. */
export const loginName: TextSchema<string> = z
  .string()
  .max(limits.loginNameLength)
  .regex(/^[A-Za-z_][A-Za-z0-9._-]*$/);

/** Beginning of a host name, RFC 1123; the whole name is checked with its number. */
export const vmNamePrefix: TextSchema<string> = z
  .string()
  .max(limits.vmNameLength - String(limits.vmNumber.max).length)
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/)
  .regex(/[A-Za-z]/);

export const hostRange: TextSchema<readonly string[]> = z.string().transform((text, context) => {
  const { addresses, faults } = parseHostRange(text);
  faults.forEach((message) => context.addIssue({ code: 'custom', message }));
  return addresses;
});

/** A stable name of a whole disk, as udev makes them. */
const DISK_PATH = /^\/dev\/disk\/by-id\/[A-Za-z0-9][A-Za-z0-9._+=@:-]*$/;

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
  return DISK_PATH.test(path) ? undefined : `${quoted(path)} is no /dev/disk/by-id/ path`;
}
