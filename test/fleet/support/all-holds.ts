import { HostLook } from '../../../fleet/look/host-look';

/** A prepared host on which all holds, and without a VM of ours. */
export const ALL_HOLDS: HostLook = {
  loggedInByKey: true,
  missingPackages: [],
  libvirt: 'held',
  group: 'held',
  pool: 'held',
  folder: 'held',
  given: 'held',
  machines: [],
  volumes: [],
  networks: [],
};

/** What such a host prints. */
export const ALL_HOLDS_TEXT = lookLines(
  ['group', 'held'],
  ['folder', 'held'],
  ['given', 'held'],
  ['libvirt', 'held'],
  ['pool', 'held'],
);

/** A whole look of these lines. */
export function lookLines(...lines: readonly (readonly string[])[]): string {
  return [...lines, ['end']].map((fields) => `LOOK\t${fields.join('\t')}\n`).join('');
}
