import { firstOf } from '../../lib/config/printable';
import { CONSEQUENCES, allowanceFor, worstOf } from '../../fleet/review/consequence';
import { ReadyHost } from '../../fleet/rollout/fleet-run';
import { shortDigest } from './kept-plans';

/** Names in a question, which is to be read at one glance. */
const MOST_NAMES = 3;

export type ChangeName = 'deploy' | 'destroy' | 'prepare' | 'retire' | 'adopt';
type Hosts = readonly ReadyHost[];

/** By command: what is about to be done, and to which hosts and VMs. */
const DEEDS: Readonly<Record<ChangeName, (hosts: Hosts) => string>> = {
  deploy: (hosts) =>
    hosts.every(({ stake }) => stake.makesMachine)
      ? `make ${machines(hosts)} on ${counted(hosts, 'host')}: ${names(hosts)}`
      : `apply ${counted(changesOf(hosts), 'change')} on ${counted(hosts, 'host')}: ${names(hosts)}`,
  destroy: (hosts) => `destroy ${destroyed(hosts)} on ${counted(hosts, 'host')}: ${names(hosts)}`,
  prepare: (hosts) => `prepare ${counted(hosts, 'host')}: ${addresses(hosts)}`,
  retire: (hosts) => `retire ${addresses(hosts)} and destroy ${destroyed(hosts)}${named(hosts)}`,
  adopt: (hosts) => `adopt ${machines(hosts)} on ${counted(hosts, 'host')}: ${names(hosts)}`,
};

/** Commands that a guest may notice, though that is not what they are for. */
const MAY_RESTART: readonly ChangeName[] = ['deploy', 'adopt'];

/** What else is to be known of a question. */
export interface Circumstances {
  /** Hosts that have failed before. */
  readonly leftOut: number;
  /** Digest of the reviewed plans that alone are applied. @default - there are none */
  readonly plans?: string;
}

/** What an operator is asked before anything is applied. */
export function changeQuestion(
  command: ChangeName,
  hosts: Hosts,
  { leftOut, plans }: Circumstances,
): string {
  const notes = [
    ...(MAY_RESTART.includes(command) ? [newMachines(command, hosts), ...losses(hosts)] : []),
    leftOut > 0 ? `${counted(leftOut, 'failed host')} left out` : '',
    plans === undefined ? '' : `by the plans ${shortDigest(plans)}`,
  ].filter((note) => note !== '');
  return `${DEEDS[command](hosts)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}?`;
}

function newMachines(command: ChangeName, hosts: Hosts): string {
  const made = hosts.filter(({ stake }) => stake.makesMachine);
  if (command !== 'deploy' || made.length === 0 || made.length === hosts.length) return '';
  return `${counted(made, 'new VM')}`;
}

/** Whose guests do not run on as they are, the worst first. */
function losses(hosts: Hosts): string[] {
  const worst = hosts.map((host) => ({
    host,
    consequence: worstOf(host.changes.map(({ consequence }) => consequence)),
  }));
  const found = CONSEQUENCES.filter((consequence) => allowanceFor(consequence))
    .toReversed()
    .flatMap((consequence) => {
      const of = worst.filter((each) => each.consequence === consequence).map(({ host }) => host);
      return of.length > 0 ? `${consequence}: ${names(of)}` : [];
    });
  if (found.length > 0) return found;
  return hosts.every(({ stake }) => stake.makesMachine) ? [] : ['no restart'];
}

function destroyed(hosts: Hosts): string {
  const vms = hosts.filter(({ stake }) => stake.removesMachine);
  const disks = hosts.filter(({ stake }) => stake.removesDisk);
  if (vms.length === 0 && disks.length === 0) return 'what is left';
  if (disks.length === 0) return `${counted(vms, 'VM')} but no disk`;
  if (vms.length === 0) return counted(disks, 'system disk');
  const same = vms.length === disks.length && vms.every((host) => disks.includes(host));
  if (!same) return `${counted(vms, 'VM')} and ${counted(disks, 'system disk')}`;
  return vms.length === 1 ? '1 VM and its disk' : `${vms.length} VMs and their disks`;
}

function machines(hosts: Hosts): string {
  return counted(hosts, 'VM');
}

/** As the table has them; the last of a plan that is not all is no change. */
function changesOf(hosts: Hosts): number {
  return hosts.reduce(
    (sum, { changes, isPartial }) => sum + changes.length - Number(isPartial ?? 0),
    0,
  );
}

function counted(things: number | readonly unknown[], what: string): string {
  const count = typeof things === 'number' ? things : things.length;
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

/** A VM that is no longer on the host has no name. */
function named(hosts: Hosts): string {
  return hosts.every(({ target }) => target.machineName) ? `: ${names(hosts)}` : '';
}

function names(hosts: Hosts): string {
  return firstOf(
    hosts.map(({ target }) => target.machineName || target.address),
    MOST_NAMES,
  );
}

function addresses(hosts: Hosts): string {
  return firstOf(
    hosts.map(({ target }) => target.address),
    MOST_NAMES,
  );
}
