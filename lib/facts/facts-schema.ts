import { z } from 'zod';
import { parseOctets } from '../config/addressing/ipv4-address';
import { FleetFacts } from './host-facts';

/** The form of `hosts.lock.json` that this version writes, and the newest it reads. */
export const FACTS_VERSION = 1;

const publicKey = z
  .string()
  .regex(/^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*$/, 'a key type and its base64 text');
const macAddress = z
  .string()
  .regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/, 'a MAC address in lower case');
const count = z.int().min(1);
const size = z.int().min(0);
/** Serial number or world-wide name of a disk, as the check writes them. */
const diskIdentifier = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,160}$/, '1…160 letters, digits and . _ : -');

const host = z.strictObject({
  hostKey: publicKey,
  os: z.strictObject({ id: z.string(), idLike: z.array(z.string()), version: z.string() }),
  architecture: z.string(),
  cpu: z.strictObject({
    sockets: count,
    coresPerSocket: count,
    threadsPerCore: count,
    virtualization: z.enum(['vmx', 'svm', 'none']),
  }),
  memoryGib: size,
  bridges: z.array(z.strictObject({ name: z.string(), mtu: count })),
  disks: z.array(
    z.strictObject({
      path: z.string().startsWith('/dev/disk/by-id/'),
      serial: diskIdentifier.optional(),
      wwn: diskIdentifier.optional(),
      sizeBytes: size,
      blank: z.boolean(),
    }),
  ),
  adopted: z.strictObject({ macs: z.record(z.string(), macAddress) }).optional(),
});

/** Strict: an unknown name is most likely a merge that went wrong. Also fixes the order of the names. */
export const factsSchema: z.ZodType<FleetFacts> = z.strictObject({
  version: z.literal(FACTS_VERSION),
  deployment: z.strictObject({
    publicKey,
    installMedia: z.strictObject({ path: z.string().startsWith('/'), sizeBytes: count }).optional(),
  }),
  hosts: z.record(
    z.string().refine((text) => parseOctets(text) !== undefined, 'an IPv4 address'),
    host,
  ),
});
