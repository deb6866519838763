import type { ChangeCommand } from '../actions/change/fleet-change';
import type { ChangeOptions } from '../options/fleet-options';
import { finish } from '../actions/session/finish';

/** Runs a command that changes hosts. What runs Terraform is loaded now: other commands start faster without. */
export async function change(command: ChangeCommand, options: ChangeOptions): Promise<void> {
  const { changeFleet } = await import('../actions/change/change-fleet');
  finish(await changeFleet(command, options));
}
