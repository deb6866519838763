import { HostConfiguration } from '../config/configuration';
import { CheckOutput, MachineIdentity, ObservedFacts } from '../host-scripts/check-output';
import { CheckRecord, fail, pass } from '../host-scripts/check-record';
import { checkParameters } from '../host-scripts/script-parameters';
import { hostScriptText } from '../host-scripts/script-text';
import { exportLines } from '../host-scripts/shell-environment';
import { DataDiskSpec } from '../machine/host-spec';
import { machineNeeds } from '../machine/machine-needs';
import { storagePool } from '../machine/storage-pool';
import { blankDiskRecords, diskFacts } from './disk-facts';
import { FactChange, factChanges } from '../facts/fact-changes';
import { hostFactsSchema } from '../facts/facts-schema';
import { TimeWindow, clockRecord } from './host-clock';
import { CheckSession, runCheckSession } from './login/check-session';
import { unfinished } from './login/unfinished-check';
import { HostFacts, MediaFile } from '../facts/host-facts';
import { keyLabel } from '../ssh/host-key';
import { resolveMachineFacts } from './machine-facts';
import { SshFailed } from '../ssh/ssh-outcome';
import { SshLimits } from '../ssh/ssh-target';

/** What the check found on one host. */
export interface HostCheck {
  readonly address: string;
  /** Login name. */
  readonly login: string;
  readonly records: readonly CheckRecord[];
  /** What the host reported; undefined when it was not reached or its report is incomplete. */
  readonly facts?: HostFacts;
  /** Type and fingerprint of the host key, where this check is the first contact. */
  readonly firstContact?: string;
  /** The host key that was shown, also where it was refused. */
  readonly shownHostKey?: string;
  readonly machine?: MachineIdentity;
  /** How the facts differ from the known ones. */
  readonly changes: readonly FactChange[];
}

export interface HostCheckInput {
  readonly host: HostConfiguration;
  readonly known?: HostFacts;
  /** The key that somebody answers for, recorded in the place of the known one: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Whether another CPU, memory and data disks than the known ones are accepted. As to CPU and memory, a new host key that is accepted is another machine. */
  readonly acceptNewFacts?: boolean;
  readonly privateKey?: Buffer;
  /** Its public half: `ssh-ed25519 AAAA…`. */
  readonly publicKey?: string;
  /** The ISO the host is to get. */
  readonly media?: MediaFile;
  readonly limits: SshLimits;
}

/** Checks one host over SSH; whatever goes wrong is a record. */
export async function checkHost(input: HostCheckInput): Promise<HostCheck> {
  const { host, known } = input;
  const { address, login } = host;
  const begun = seconds();
  const outcome = await runCheck(input);
  if (outcome.kind === 'failed') {
    return refusedCheck(host, outcome.failure, outcome.hostKey);
  }
  const { output } = outcome;
  if (!output.facts) {
    const reason =
      output.refusal === undefined ? unfinished(login, outcome) : [misreported(output.refusal)];
    return refused(host, [...output.records, ...reason]);
  }
  const found = hostFacts(outcome.hostKey, output.facts, input);
  const fault = misformedFact(found);
  if (fault !== undefined) return refused(host, [...output.records, misreported(fault)]);
  const replaced = known !== undefined && known.hostKey !== outcome.hostKey;
  const resolved = resolveMachineFacts(known, found, replaced || input.acceptNewFacts === true);
  const { facts } = resolved;
  return {
    address,
    login: login.name,
    records: [
      hostKeyRecord(outcome.hostKey, known),
      ...resolved.records,
      ...clockRecords(output, { begun, ended: seconds() }),
      ...outcome.tried,
      ...output.records,
      ...blankDiskRecords(host.dataDisks, facts.disks),
    ],
    facts,
    firstContact: known ? undefined : keyLabel(outcome.hostKey),
    shownHostKey: outcome.hostKey,
    machine: output.machine,
    changes: known ? [...keyChange(known, outcome.hostKey), ...factChanges(known, facts)] : [],
  };
}

/** The check of a host that could not be run. */
export function refusedCheck(
  host: HostConfiguration,
  failure: CheckRecord,
  shownHostKey: string | undefined,
): HostCheck {
  return { ...refused(host, [failure]), shownHostKey };
}

/** A host that could not even be worked on. */
export function failedCheck(host: HostConfiguration, fault: string): HostCheck {
  const cure =
    'repeat the check; if it stays so, take the host out of kvm.host.range and report this';
  return refused(host, [fail('host.script', fault, cure)]);
}

function runCheck(input: HostCheckInput): Promise<CheckSession | SshFailed> {
  const { host, privateKey, limits, hostKey: pinnedHostKey } = input;
  const { address, login } = host;
  const target = { address, login, privateKey, pinnedHostKey };
  return runCheckSession(target, checkScript(input), limits);
}

/** The check with what this host's VM needs at its top. Holds no secret. */
function checkScript({ host, known, media, acceptNewFacts, publicKey }: HostCheckInput): string {
  const needs = machineNeeds(host, known);
  const dataDisks = acceptNewFacts ? needs.dataDisks.map(anyDisk) : needs.dataDisks;
  const parameters = checkParameters({
    machine: { ...needs, dataDisks, installMediaBytes: media?.sizeBytes },
    storage: storagePool(host.locationPath),
    isAdopted: known?.adopted !== undefined,
    suppliesPackages: host.packagesDirectory !== undefined,
    providers: host.providers,
    publicKey,
  });
  return `${exportLines(parameters)}${hostScriptText('check.sh')}`;
}

/** Whichever disk has the name. */
function anyDisk({ identity: _, ...disk }: DataDiskSpec): DataDiskSpec {
  return disk;
}

function keyChange({ hostKey }: HostFacts, shown: string): FactChange[] {
  if (shown === hostKey) return [];
  return [{ fact: 'hostKey', before: keyLabel(hostKey), after: keyLabel(shown) }];
}

function seconds(): number {
  return Date.now() / 1000;
}

function clockRecords({ clock }: CheckOutput, asked: TimeWindow): CheckRecord[] {
  return clock === undefined ? [] : [clockRecord(clock, asked)];
}

function refused({ address, login }: HostConfiguration, records: CheckRecord[]): HostCheck {
  return { address, login: login.name, records, changes: [] };
}

function hostKeyRecord(hostKey: string, known: HostFacts | undefined): CheckRecord {
  const shown = keyLabel(hostKey);
  if (!known) return pass('host.key', `${shown}, compared and pinned now: first contact`);
  const replaced =
    known.hostKey === hostKey ? '' : `, accepted in place of ${keyLabel(known.hostKey)}`;
  return pass('host.key', `${shown}${replaced}`);
}

function misreported(refusal: string): CheckRecord {
  return fail(
    'host.report',
    `what the host reports of itself is not used: ${refusal}`,
    'see at its console what has that name or value; a host that was not tampered with reports none',
  );
}

/** The first of what is known of the host now that cannot stand in hosts.lock.json. */
function misformedFact(facts: HostFacts): string | undefined {
  const issue = hostFactsSchema.safeParse(facts).error?.issues[0];
  return issue && `${issue.path.join(' › ')}; allowed: ${issue.message}`;
}

function hostFacts(hostKey: string, observed: ObservedFacts, input: HostCheckInput): HostFacts {
  const { known, host, acceptNewFacts = false } = input;
  const disks = diskFacts(observed.disks, known?.disks ?? [], host.dataDisks, acceptNewFacts);
  const adopted = known?.adopted && { adopted: known.adopted };
  return { hostKey, ...observed, disks, ...adopted };
}
