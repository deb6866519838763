import { z } from 'zod';
import { parseOctets } from '../config/addressing/ipv4-address';
import { deploymentId, diskIdentifier, macAddress, sha256 } from '../config/values/identities';
import { architectureName, bridgeName, systemId, systemVersion } from '../config/values/names';
import { factBounds } from '../config/values/numbers';
import { diskPath, recordedIsoPath } from '../config/values/paths';
import { publicKey } from '../config/values/public-key';
import { FleetFacts, HostFacts } from './host-facts';

/** The form of `hosts.lock.json` that this version writes, and the newest it reads. */
export const FACTS_VERSION = 2;

const count = z.int().min(factBounds.cpuCount.min).max(factBounds.cpuCount.max);
const sizeBytes = z.int().min(0);

/** What is recorded of one host. */
export const hostFactsSchema: z.ZodType<HostFacts> = z.strictObject({
  hostKey: publicKey,
  os: z.strictObject({
    id: systemId,
    idLike: z.array(systemId).max(factBounds.listLength),
    version: systemVersion,
  }),
  architecture: architectureName,
  cpu: z.strictObject({
    sockets: count,
    coresPerSocket: count,
    threadsPerCore: count,
    virtualization: z.enum(['vmx', 'svm', 'none']),
  }),
  memoryGib: z.int().min(factBounds.memoryGib.min).max(factBounds.memoryGib.max),
  bridges: z
    .array(
      z.strictObject({
        name: bridgeName,
        mtu: z.int().min(factBounds.mtu.min).max(factBounds.mtu.max),
      }),
    )
    .max(factBounds.listLength),
  disks: z
    .array(
      z.strictObject({
        path: diskPath,
        serial: diskIdentifier.optional(),
        wwn: diskIdentifier.optional(),
        sizeBytes,
        blank: z.boolean(),
      }),
    )
    .max(factBounds.listLength),
  adopted: z.strictObject({ macs: z.record(bridgeName, macAddress) }).optional(),
});

const hostAddress = z.string().refine((text) => parseOctets(text) !== undefined, 'an IPv4 address');

/** Strict: an unknown name is most likely a merge that went wrong. Also fixes the order of the names. */
const fleet = z.strictObject({
  version: z.literal([1, FACTS_VERSION]),
  deployment: z.strictObject({
    id: deploymentId.optional(),
    publicKey,
    installMedia: z
      .strictObject({
        path: recordedIsoPath,
        sizeBytes: sizeBytes.min(1),
        sha256: sha256.optional(),
      })
      .optional(),
  }),
});

/** The whole file. */
export const factsSchema: z.ZodType<FleetFacts> = fleet.extend({
  hosts: z.record(hostAddress, hostFactsSchema),
});

/** The file but for what stands in the entries of hosts, each of which is read by itself. */
export const fleetSchema: z.ZodType<UnreadFleet> = fleet.extend({
  hosts: z.record(hostAddress, z.unknown()),
});

/** Facts of which nobody has looked at those of the hosts yet. */
export interface UnreadFleet extends Omit<FleetFacts, 'hosts'> {
  readonly hosts: Readonly<Record<string, unknown>>;
}
