import { CheckRecord, fail, pass } from '../host-scripts/check-record';

/** Packages and certificates are refused where clocks are far apart, and logs cannot be laid side by side. */
const LARGEST_DIFFERENCE_SECONDS = 60;

/** Between these moments of the deployment node, in seconds since 1970, the host told its time. */
export interface Asked {
  readonly begun: number;
  readonly ended: number;
}

/** Whether the host's clock and the deployment node's go together. */
export function clockRecord(hostSeconds: number, { begun, ended }: Asked): CheckRecord {
  const ahead = Math.floor(hostSeconds - ended);
  const behind = Math.floor(begun - hostSeconds);
  if (Math.max(ahead, behind) <= LARGEST_DIFFERENCE_SECONDS) {
    return pass('host.clock', 'goes with the clock of the deployment node');
  }
  const found = ahead > behind ? `${ahead} s ahead of` : `${behind} s behind`;
  return fail(
    'host.clock',
    `the clock of the host is ${found} the deployment node's, allowed are ${LARGEST_DIFFERENCE_SECONDS} s`,
    'set it by NTP ("chronyc makestep", or "timedatectl set-ntp true" on the host); if many hosts fail alike, it is the clock of the deployment node',
  );
}
