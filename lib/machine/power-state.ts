/** libvirt's state of a VM and the reason of it, by their numbers (virDomainState and the reasons, libvirt-domain.h). */
export interface Power {
  readonly state: number;
  readonly reason: number;
}

interface State {
  readonly word: string;
  /** By number; the first is that of a reason that libvirt does not know. */
  readonly reasons: readonly string[];
}

/** The same as in the provider (internal/domain/condition/power.go); a test holds both to one file. */
export const POWER_STATES: Readonly<Record<number, State>> = {
  0: { word: 'no state', reasons: [] },
  1: { word: 'running', reasons: [] },
  2: { word: 'running', reasons: [] },
  3: {
    word: 'paused',
    reasons: [
      '',
      'by a user',
      'migration',
      'being saved',
      'being dumped',
      'I/O error',
      'watchdog',
      'restored from a snapshot',
      'shutting down',
      'a snapshot is being made',
      'its guest crashed',
      'starting up',
      'post-copy migration',
      'post-copy migration failed',
      'failed call of libvirt',
    ],
  },
  4: { word: 'shutting down', reasons: [] },
  5: {
    word: 'off',
    reasons: [
      '',
      'shut down',
      'power cut',
      'QEMU crashed',
      'migrated',
      'saved',
      'failed to start',
      'restored from a snapshot',
      'libvirt restarted',
    ],
  },
  6: { word: 'crashed', reasons: ['', 'its guest panicked'] },
  7: { word: 'suspended by its guest', reasons: [] },
};

export const RUNNING = 'running';

/** `paused: I/O error`; undefined: libvirt has no such state. */
export function powerText({ state, reason }: Power): string | undefined {
  const known = POWER_STATES[state];
  if (!known) return undefined;
  const why = known.reasons[reason];
  return why ? `${known.word}: ${why}` : known.word;
}
