import { firstOf, printable } from '../../lib/config/printable';
import { formatProblems, hasErrors } from '../../lib/config/problem';
import { ForeignExpression } from '../../lib/constructs/literal-stack';
import { HostSpec } from '../../lib/machine/host-spec';
import { errorSentence } from '../../lib/node/file/file-fault';
import { UnknownProvider } from '../../lib/node/provider/provider-digest';
import { cdktfStackFolder } from '../../lib/node/project';
import { RunLock, ownerText } from '../../lib/node/run-lock';
import { cdktfBinaryNotes } from '../../lib/node/terraform/cdktf-binary';
import { hiddenMirror } from '../../lib/node/terraform/cli-configuration';
import { folderFaults } from '../../lib/node/terraform/stack-folder';
import { meaningChanging } from '../../lib/node/terraform/terraform-environment';
import { DeploymentProps, SiteStack, synthesize } from '../../stacks/deployment';
import { DeploymentInput, readDeploymentInput } from '../../stacks/deployment-input';
import { runStackPlace } from '../../stacks/run-stacks';
import { SiteRequest, givenRequest, requestedSpecs } from '../../stacks/site/site-request';
import { ExitCode } from '../report/exit-code';
import { notice } from '../report/notice';

/** Characters of a sentence. */
const LONGEST_FAULT = 2000;

/** Adds what a site wants to the stack of one host. */
export type AddToStack = (stack: SiteStack) => void;

/**
 * All that the `main.ts` of a site does: reads `quantum_server_config.xml` (or what `QUANTUM_KVM_CONFIG` names) and
 * `hosts.lock.json` beside it, makes the stacks of the hosts, and writes them where cdktf, or the run of quantum-kvm
 * that started it, expects them. Problems are printed; the process ends with 2 where the input is wrong, with 1 where
 * hosts are not fit.
 *
 * @param add is called for the stack of each host, before it is written. @default - nothing is added
 */
export function synthesizeSite(add: AddToStack = () => undefined): void {
  const request = requestOf();
  if (request) synthesizeRequested(request, add);
  else synthesizeAll(add);
}

/** For cdktf: all hosts. */
function synthesizeAll(add: AddToStack): void {
  refuseOver(variableFaults());
  const input = readDeploymentInput();
  if (input.problems.length > 0) notice(formatProblems(input.problems));
  warnOfRun(input);
  cdktfBinaryNotes().forEach((note) => notice(note));
  if (hasErrors(input.problems)) {
    const onlyHosts = input.problems.every(
      ({ kind, severity }) => kind === 'host' || severity === 'warning',
    );
    process.exit(onlyHosts ? ExitCode.failed : ExitCode.wrongInput);
  }
  const ids = synthesized({ input }, add);
  refuseOver(ids.flatMap((id) => folderFaults(cdktfStackFolder(id))));
  if (input.specs.some(({ providers }) => providers === 'bundled')) warnOfMirror();
}

/** For a run of quantum-kvm, which has reported what there is to report: the hosts that it works on. */
function synthesizeRequested(request: SiteRequest, add: AddToStack): void {
  const input = readDeploymentInput();
  const { project, problems } = input;
  const specs = requestedSpecs(request, input.specs);
  const missing = specs.filter((spec) => typeof spec === 'string');
  if (missing.length > 0) {
    const told = problems.filter(({ host }) => host === undefined || missing.includes(host));
    notice(
      `${project.configFile} or ${project.factsFile} has changed since the run has read it, for ${firstOf(missing)}; run the command again\n${formatProblems(told)}`,
    );
    process.exit(ExitCode.wrongInput);
  }
  const found = specs.filter((spec): spec is HostSpec => typeof spec !== 'string');
  const props = { input: { project, specs: found }, stackFolder: runStackPlace(project) };
  try {
    synthesized(props, add);
  } catch (error) {
    notice(`${errorSentence(error)}${placeOf(error)}`);
    process.exit(ExitCode.wrongInput);
  }
}

/** Where in the site's own files an error was made: they are the ones outside of packages. */
function placeOf(error: unknown): string {
  const places = ((error as Error).stack ?? '').match(/^\s+at .*$/gm) ?? [];
  const own = places.find((line) => !/node_modules|node:|\(<anonymous>\)/.test(line));
  const place = own && /\(?([^()\s]+:\d+:\d+)\)?$/.exec(own)?.[1];
  return place === undefined ? '' : ` (${printable(place)})`;
}

/** Writes the stacks, and gives their ids. */
function synthesized(props: DeploymentProps, add: AddToStack): string[] {
  try {
    return synthesize(props, add).stacks.map(({ node }) => node.id);
  } catch (error) {
    if (error instanceof ForeignExpression) notice(formatProblems([error.problem]));
    else if (error instanceof UnknownProvider) notice(error.message);
    else throw error;
    process.exit(ExitCode.wrongInput);
  }
}

function requestOf(): SiteRequest | undefined {
  try {
    return givenRequest();
  } catch (error) {
    notice(
      `what quantum-kvm asks the site's app for cannot be read (${errorSentence(error)}); use the same version of quantum-kvm for both: "npm install" in the site's folder, then "npx quantum-kvm" there`,
    );
    process.exit(ExitCode.wrongInput);
  }
}

/** What cdktf was started for, a plan or a deployment, is not known here: a plan is welcome at any time. */
function warnOfRun({ project }: DeploymentInput): void {
  const owner = RunLock.running(project);
  if (!owner) return;
  notice(
    `note: ${ownerText(owner)} is running in ${project.folder}; "cdktf deploy" and "cdktf destroy" do not wait for it: a host that it works on is locked, any other is changed beside it; wait until it has ended`,
  );
}

/** Terraform would only say that it does not reach the host name of the bundled providers. */
function warnOfMirror(): void {
  const hidden = hiddenMirror();
  if (hidden) notice(`warning: ${hidden.reason}; ${hidden.cure}`);
}

/** cdktf runs Terraform with all that surrounds it: where that would change what it does, nothing is synthesized. */
function refuseOver(faults: readonly string[]): void {
  if (faults.length === 0) return;
  faults.forEach((fault) => notice(printable(fault, LONGEST_FAULT)));
  process.exit(ExitCode.wrongInput);
}

/** Names alone: values may be secrets. */
function variableFaults(): string[] {
  const names = meaningChanging();
  if (names.length === 0) return [];
  return [
    `${names.join(', ')} in the environment would change what Terraform does with the stacks; unset it ("unset ${names.join(' ')}"), or use quantum-kvm, which runs Terraform without it`,
  ];
}
