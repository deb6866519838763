import { z } from 'zod';
import { count } from './document';

const nic = z.object({
  network: z.string().describe("libvirt's network, or what else it is connected to"),
  mac: z.string(),
  bridge: z.string().optional().describe('of the host, where libvirt reports it'),
});

const definition = z.object({
  type: z.string().describe('`kvm` or `qemu`'),
  uuid: z.string().optional(),
  tagged: z.boolean().describe('whether it carries the tag of those made from here'),
  vcpus: count,
  periodUs: count.optional().describe('CPU period, µs'),
  quotaUs: z.int().optional().describe('CPU quota of each vCPU in a period, µs'),
  memoryGib: z.number(),
  usedMemoryGib: z.number().describe('what the guest has of it'),
  vncPort: z.int().optional(),
  vncListen: z.string().optional(),
  nics: z.array(nic).describe('in the order of the guest'),
  systemDisk: z.string().optional().describe('file or device'),
  systemDiskFormat: z.string().optional(),
  dataDisks: z.array(z.string()).describe('devices or files of all other disks, in order'),
  media: z.array(z.string()).describe('file names, one for each drive; empty: one without'),
});

const network = z.object({
  active: z.boolean(),
  autostart: z.boolean(),
  bridge: z.string().optional(),
});

/** The VM as libvirt on the host has it. */
export const machineState = definition.partial().extend({
  state: z
    .string()
    .describe('`running`, or another state with its reason; `missing`: there is no VM'),
  transient: z.literal(true).optional().describe('its guest runs without a definition'),
  jobs: z.array(z.string()).optional().describe('what works on it, for people'),
  autostart: z.boolean().optional(),
  systemDiskGib: z.number().optional().describe('absent: its pool has no such volume'),
  defined: definition.optional().describe('what it starts with next'),
  networks: z.record(z.string(), network).describe("libvirt's networks, by name"),
});
