import { ReviewedPlans } from '../../../fleet/rollout/reviewed/reviewed-plans';
import { isDistrust } from '../../../lib/node/file/trusted-path';
import { canAsk } from '../dialog';
import { ExitCode } from '../../report/exit-code';
import { owningProject } from '../session/owning-project';
import { Refusal } from '../session/refusal';
import { readFleetInput, unusableResults } from '../session/fleet-input';
import { ChangeOptions } from '../../options/fleet-options';
import { FleetSession } from '../session/fleet-session';
import { printDocument } from '../../report/documents/print-document';
import { print } from '../../report/output';
import { keptPlansText } from '../../report/kept-plans';
import { changeDocument } from '../../report/run-report';
import { ChangeCommand, FleetChange, reportResults } from './fleet-change';

/** Plans all hosts, shows the table, asks once, and applies exactly those plans. */
export async function changeFleet(
  command: ChangeCommand,
  options: ChangeOptions,
): Promise<number | Refusal> {
  const refusal = cannotBeAgreed(command.name, options);
  if (refusal) return refusal;
  return owningProject(options.config, command.name, () => change(command, options));
}

async function change(command: ChangeCommand, options: ChangeOptions): Promise<number | Refusal> {
  if (options.plan !== undefined && options.hosts !== undefined) {
    return Refusal.of('--plan applies the hosts it was made for; leave out --hosts');
  }
  const reviewed = options.plan === undefined ? undefined : reviewedPlans(options.plan);
  if (reviewed instanceof Refusal) return reviewed;
  if (reviewed?.addresses.length === 0) return nothingToApply(command, options, reviewed);
  const fleet = readFleetInput(options, reviewed?.addresses);
  if (fleet instanceof Refusal) return fleet;
  if (fleet.refusal) {
    if (options.json) {
      reportResults(command, options, unusableResults(fleet.failed), reviewed);
    }
    return fleet.refusal;
  }
  const hostTimeoutMinutes = options.hostTimeout;
  const session = await FleetSession.open(fleet, command.name, { ...options, hostTimeoutMinutes });
  if (session instanceof Refusal) return session;
  return session.during(() => new FleetChange(session, command, options).run(reviewed));
}

/** The refusal where there is neither `--yes` nor anybody to ask. */
export function cannotBeAgreed(
  name: string,
  { yes }: Pick<ChangeOptions, 'yes'>,
): Refusal | undefined {
  if (yes || canAsk()) return undefined;
  return Refusal.of(
    `${name} asks before it changes anything, and there is no terminal to ask on; say --yes`,
  );
}

function reviewedPlans(folder: string): ReviewedPlans | Refusal {
  const plans = ReviewedPlans.open(folder);
  if (isDistrust(plans)) return Refusal.of(`${plans.reason}; ${plans.cure}`);
  return plans;
}

/** What was reviewed is done already: every host was as configured when it was planned. */
function nothingToApply(
  { name }: ChangeCommand,
  { json, plan: folder = '' }: ChangeOptions,
  { digest }: ReviewedPlans,
): number {
  const plans = { folder, digest };
  if (json) printDocument(changeDocument(name, [], plans));
  else print(process.stdout, `${keptPlansText(plans)}; they change nothing`);
  return ExitCode.done;
}
