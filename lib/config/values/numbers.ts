import { z } from 'zod';

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A number as a host prints it: decimal digits alone, without leading zeros. */
export function wholeNumber({ min, max }: Bounds): z.ZodType<number, string> {
  const allowed = `a whole number of ${min}…${max}`;
  return z
    .string(allowed)
    .refine((text) => /^(?:0|[1-9]\d{0,15})$/.test(text), { error: allowed, abort: true })
    .transform(Number)
    .pipe(z.int(allowed).min(min, allowed).max(max, allowed));
}

/** Bounds of what a host may say of itself: far above any that is made. */
export const factBounds = {
  /** Sockets, cores of a socket, threads of a core. */
  cpuCount: { min: 1, max: 4096 },
  memoryGib: { min: 0, max: 1024 * 1024 },
  /** The kernel's (IP_MAX_MTU, and the least of an Ethernet device). */
  mtu: { min: 68, max: 65535 },
  sizeBytes: { min: 0, max: Number.MAX_SAFE_INTEGER },
  /** In a list of bridges, disks or NICs. */
  listLength: 4096,
} as const satisfies Record<string, Bounds | number>;
