import { CheckRecord, fail, pass } from '../host-scripts/check-record';

/** Packages and certificates are refused where clocks are far apart, and logs cannot be laid side by side. */
const LARGEST_DIFFERENCE_SECONDS = 60;

/** Moments of the deployment node between which the host reported its time, seconds since 1970. */
export interface TimeWindow {
  readonly begun: number;
  readonly ended: number;
}

/** Whether the host's clock and the deployment node's go together. */
export function clockRecord(hostSeconds: number, { begun, ended }: TimeWindow): CheckRecord {
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
