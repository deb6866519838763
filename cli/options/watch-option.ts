import { Command } from 'commander';
import { FleetOptions, wholeNumber } from './fleet-options';

export interface StatusOptions extends FleetOptions {
  /** Seconds between two rounds; `true`: the default. @default - one round */
  readonly watch?: number | true;
}

const INTERVAL_SECONDS = { default: 30, least: 1, most: 86_400 } as const;

export function addWatchOption(command: Command): Command {
  const { least, most, default: usual } = INTERVAL_SECONDS;
  return command.option(
    '--watch [seconds]',
    `ask again after so many seconds, ${least} to ${most}, until Ctrl-C (default: ${usual})`,
    wholeNumber(least, most, 'seconds'),
  );
}

/** Between two rounds; undefined: there is one round. */
export function intervalSeconds({ watch }: StatusOptions): number | undefined {
  return watch === true ? INTERVAL_SECONDS.default : watch;
}
