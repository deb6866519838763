import { CheckRecord } from '../host-scripts/check-record';
import { CommandOutput } from './ssh-channel';
import { LoginOpener } from './ssh-login';

/** How a command ended; `hostKey` is what the host showed: accepted if the command ran. */
export type SshOutcome = SshRan | SshFailed;

export interface SshRan extends CommandOutput {
  readonly kind: 'ran';
  readonly hostKey: string;
  readonly openedBy: LoginOpener;
}

export interface SshFailed {
  readonly kind: 'failed';
  readonly failure: CheckRecord;
  readonly hostKey?: string;
}
