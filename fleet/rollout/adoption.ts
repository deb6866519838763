import { printable } from '../../lib/config/printable';
import { Project } from '../../lib/node/project';
import { bridgeOf } from '../../lib/machine/names';
import { guestXmlCommand } from '../status/machine-power';
import { machineDefinition } from '../status/machine-definition';
import { readAnswer } from '../status/unreadable-answer';
import {
  LONGEST_FAILURE,
  failureText,
  parseRecords,
  withAddress,
} from '../../lib/host-scripts/check-record';
import { adoptionParameters } from '../../lib/host-scripts/script-parameters';
import { hostScriptText } from '../../lib/host-scripts/script-text';
import { exportLines } from '../../lib/host-scripts/shell-environment';
import { HostSpec } from '../../lib/machine/host-spec';
import { ShellHost, onHost } from '../../lib/ssh/host-shell';

/** A VM on a host under the name that the spec has for it, whoever made it. */
export interface FoundMachine {
  readonly uuid?: string;
  /** Whether it carries our tag. */
  readonly tagged: boolean;
  /** File of the disk `vda`; absent when it is none. */
  readonly systemDisk?: string;
  /** The format that it is read in. */
  readonly systemDiskFormat?: string;
  /** By the bridge that each NIC stands on, the first one on it. */
  readonly macs: Readonly<Record<string, string>>;
}

/** What a host answered, or why it does not. */
export type Answer<T> =
  { readonly fault: string } | { readonly fault?: undefined; readonly value: T };

/** Packages may have to be installed. */
const PREPARATION_SECONDS = 1800;
const QUERY_SECONDS = 20;

/** Looks for the VM; `undefined`: the host has none of that name. Changes nothing. */
export async function findMachine(
  spec: HostSpec,
  project: Project,
): Promise<Answer<FoundMachine | undefined>> {
  const answer = await ask(spec, project, machineScript(spec.machine.name), QUERY_SECONDS);
  if (answer.fault !== undefined) return answer;
  return readAnswer(() => (answer.value.includes('<domain') ? machineIn(answer.value) : undefined));
}

function machineScript(name: string): string {
  const asked = exportLines({ QK_QUERY_VM: name });
  return `${asked}export LC_ALL=C\n${guestXmlCommand('virsh -q -c qemu:///system')} || true\n`;
}

/** Prepares the host as every deployment does, as far as Terraform needs it to ask for what is there. */
export async function prepareForImport(spec: HostSpec, project: Project): Promise<Answer<string>> {
  const parameters = exportLines(adoptionParameters(spec));
  const script = `${parameters}${hostScriptText('install.sh')}`;
  return ask(spec, project, script, PREPARATION_SECONDS);
}

async function ask(
  host: ShellHost,
  project: Project,
  script: string,
  sessionTimeoutSeconds: number,
): Promise<Answer<string>> {
  const limits = { connectTimeoutSeconds: 10, sessionTimeoutSeconds };
  const outcome = await onHost(host, project, script, limits);
  if (outcome.kind === 'failed') return { fault: outcome.failure.message };
  if (outcome.exitCode === 0) return { value: outcome.stdout };
  return { fault: failureIn(outcome.stdout, host.address) ?? lastLine(outcome.stderr) };
}

function failureIn(output: string, address: string): string | undefined {
  const failure = parseRecords(output).find(({ verdict }) => verdict === 'fail');
  return failure && printable(failureText(withAddress(failure, address)), LONGEST_FAILURE);
}

function lastLine(text: string): string {
  return printable(text.trim().split('\n').at(-1) ?? '') || 'the host does not say why';
}

/**
 * Reads a definition as `virsh dumpxml` prints it.
 *
 * @throws UnreadableAnswer
 */
export function machineIn(xml: string): FoundMachine {
  const definition = machineDefinition(xml);
  const { uuid, tagged = false, systemDisk, systemDiskFormat, nics = [] } = definition ?? {};
  const macs = nics
    .filter(({ mac }) => mac !== '')
    .map(({ bridge, network, mac }) => [bridge ?? bridgeOf(network), mac.toLowerCase()]);
  return {
    ...{ uuid, tagged, systemDisk, systemDiskFormat },
    macs: Object.fromEntries(macs.toReversed()) as Record<string, string>,
  };
}
