import { ExitCode } from './cli/report/exit-code';
import { notice } from './cli/report/notice';
import { printable } from './lib/config/printable';
import { formatProblems, hasErrors } from './lib/config/problem';
import { ForeignExpression } from './lib/constructs/literal-stack';
import { cdktfStackFolder } from './lib/node/project';
import { RunLock, ownerText } from './lib/node/run-lock';
import { UnknownProvider } from './lib/node/provider/provider-digest';
import { cdktfBinaryNotes } from './lib/node/terraform/cdktf-binary';
import { folderFaults } from './lib/node/terraform/stack-folder';
import { hiddenMirror } from './lib/node/terraform/cli-configuration';
import { meaningChanging } from './lib/node/terraform/terraform-environment';
import { synthesize } from './stacks/deployment';
import { readDeploymentInput } from './stacks/deployment-input';

/** Characters of a sentence. */
const LONGEST_FAULT = 2000;

refuseOver(variableFaults());
const input = readDeploymentInput();
if (input.problems.length > 0) notice(formatProblems(input.problems));
warnOfRun();
cdktfBinaryNotes().forEach((note) => notice(note));
if (hasErrors(input.problems)) {
  const onlyHosts = input.problems.every(
    ({ kind, severity }) => kind === 'host' || severity === 'warning',
  );
  process.exit(onlyHosts ? ExitCode.failed : ExitCode.wrongInput);
}
try {
  const { stacks } = synthesize({ input });
  refuseOver(stacks.flatMap(({ node }) => folderFaults(cdktfStackFolder(node.id))));
  if (input.specs.some(({ providers }) => providers === 'bundled')) warnOfMirror();
} catch (error) {
  if (error instanceof ForeignExpression) notice(formatProblems([error.problem]));
  else if (error instanceof UnknownProvider) notice(error.message);
  else throw error;
  process.exit(ExitCode.wrongInput);
}

/** What cdktf was started for, a plan or a deployment, is not known here: a plan is welcome at any time. */
function warnOfRun(): void {
  const owner = RunLock.running(input.project);
  if (!owner) return;
  notice(
    `note: ${ownerText(owner)} is running in ${input.project.folder}; "cdktf deploy" and "cdktf destroy" do not wait for it: a host that it works on is locked, any other is changed beside it; wait until it has ended`,
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
