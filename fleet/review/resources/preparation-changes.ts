import { printable } from '../../../lib/config/printable';
import { Attributes } from '../../terraform/saved-plan';
import { changed, record } from '../attribute-values';
import type { PlannedChange } from '../planned-change';
import { PREPARATION } from '../work-order';

export const PREPARE = 'prepare the host';

/** For what does not show in the plan. */
const PREPARED_AGAIN = `${PREPARE} again`;

interface Reason {
  readonly what: string;
  readonly property?: string;
}

const DATA_DISKS: Reason = { what: 'other data disks', property: 'kvm.data.disks' };
const BRIDGES: Reason = { what: 'other NICs', property: 'kvm.network.number' };
const LOCATION: Reason = { what: 'another pool', property: 'kvm.location.path' };
const FACTS: Reason = { what: 'other facts in hosts.lock.json' };
const PACKAGES: Reason = { what: 'other packages', property: 'kvm.packages.directory' };

/** By the trigger that is another one. */
const REASONS: Readonly<Record<string, Reason>> = {
  script: { what: 'another version of its script' },
  host_key: { what: 'another SSH key of the host' },
  directory: PACKAGES,
  names: PACKAGES,
  QK_PACKAGES_SUPPLIED: PACKAGES,
  QK_AUTHORIZED_KEY: { what: 'another key of the deployment' },
  QK_VM_NAME: { what: 'another VM name', property: 'kvm.prefix.string' },
  QK_VIRTUALIZATION_TYPE: {
    what: 'another virtualization type',
    property: 'kvm.virtualization.type',
  },
  QK_DATA_DISKS: DATA_DISKS,
  QK_DISK_IDENTITIES: DATA_DISKS,
  QK_EXPECT_BLANK_DISKS: DATA_DISKS,
  QK_POOL_NAME: LOCATION,
  QK_POOL_PATH: LOCATION,
  QK_STORAGE_PATH: LOCATION,
  QK_STORAGE_GIB: { what: 'another size of the system disk', property: 'kvm.system.size.gb' },
  QK_MEMORY_GIB: { what: 'another size of the memory', property: 'kvm.memory.size.gb' },
  QK_BRIDGES: BRIDGES,
  QK_MACS: BRIDGES,
  QK_VNC_PORT: { what: 'another VNC port', property: 'kvm.vnc.port.base' },
  QK_MEDIA_MIB: { what: 'another install medium', property: 'kvm.install.media' },
  QK_EXPECT_SOCKETS: FACTS,
  QK_EXPECT_CORES_PER_SOCKET: FACTS,
  QK_EXPECT_THREADS_PER_CORE: FACTS,
  QK_EXPECT_MEMORY_GIB: FACTS,
};

const UNNAMED: Reason = { what: 'other settings' };

/** Why a script runs on a host again. The check is told by its purpose: it changes nothing there. */
export function againChanges(after: Attributes, before: Attributes): PlannedChange[] {
  const [now, then] = [record(after.triggers), record(before.triggers)];
  const isCheck = typeof now.QK_PURPOSE === 'string' && typeof then.QK_PURPOSE === 'string';
  const reasons = new Set(changed(then, now).map((name) => REASONS[name] ?? UNNAMED));
  if (reasons.size === 0) return [{ text: PREPARED_AGAIN, consequence: 'none' }];
  const why = [...reasons].map(({ what }) => what).join(', ');
  const [{ property } = {}, ...others] = reasons;
  const text = `${isCheck ? 'check the host again' : PREPARED_AGAIN}: ${why}`;
  const isOne = property !== undefined && others.length === 0;
  return [{ text, consequence: 'none', ...(isOne && { property }) }];
}

/** The changes with what of the preparation holds no longer, each in a row of its own. */
export function withGone(
  changes: readonly PlannedChange[],
  gone: readonly string[],
): PlannedChange[] {
  if (!changes.some(isPreparation)) return [...changes];
  const rows = gone.map((what) => ({
    text: printable(`${PREPARED_AGAIN}: ${what}`),
    consequence: 'none' as const,
    step: PREPARATION,
  }));
  return [...rows, ...changes.filter(({ text }) => text !== PREPARED_AGAIN)];
}

/** Whether a change is a preparation of the host, the first or another. */
export function isPreparation({ step }: PlannedChange): boolean {
  return step === PREPARATION;
}
