import { z } from 'zod';
import { bootId, diskIdentifier, machineId } from '../config/values/identities';
import { architectureName, bridgeName, systemId, systemVersion } from '../config/values/names';
import { factBounds, wholeNumber } from '../config/values/numbers';
import { diskPath } from '../config/values/paths';
import { FormedLines } from './formed-lines';

const KIB_PER_GIB = 1024 * 1024;

const count = wholeNumber(factBounds.cpuCount);
const systemIds = z
  .string()
  .transform((text) => text.split(' ').filter(Boolean))
  .pipe(z.array(systemId).max(factBounds.listLength));

/** Empty where the kernel does not tell it. */
const toldOrNot = z
  .literal('')
  .transform(() => undefined)
  .or(diskIdentifier);

const LIBVIRT_SOCKETS = [
  '/var/run/libvirt/libvirt-sock',
  '/var/run/libvirt/virtqemud-sock',
] as const;

/** The fields of each fact, in their order. */
const FACTS = {
  os: z.tuple([systemId, systemVersion, systemIds]),
  architecture: z.tuple([architectureName]),
  machine: z.tuple([machineId, bootId]),
  clock: z.tuple([wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER })]),
  cpu: z.tuple([count, count, count]),
  virtualization: z.tuple([z.enum(['vmx', 'svm', 'none'], 'vmx, svm or none')]),
  /** KiB. */
  memory: z.tuple([wholeNumber({ min: 0, max: factBounds.memoryGib.max * KIB_PER_GIB })]),
  bridge: z.tuple([bridgeName, wholeNumber(factBounds.mtu)]),
  disk: z.tuple([
    diskPath,
    wholeNumber(factBounds.sizeBytes),
    z.enum(['blank', 'vm', 'used'], 'blank, vm or used'),
    toldOrNot,
    toldOrNot,
  ]),
  /** Of libvirt. */
  socket: z.tuple([z.enum(LIBVIRT_SOCKETS, 'a socket of libvirt')]),
  end: z.tuple([z.enum(['0', '1'], '0 or 1')]),
} as const;

/** The FACT lines of a check, read by the form that each fact must have. */
export class FactLines extends FormedLines<typeof FACTS> {
  constructor(text: string) {
    super('FACT', FACTS, text);
  }
}
