import { ExitCode } from './cli/report/exit-code';
import { notice } from './cli/report/notice';
import { formatProblems, hasErrors } from './lib/config/problem';
import { ForeignExpression } from './lib/constructs/literal-stack';
import { UnknownProvider } from './lib/node/provider-digest';
import { Deployment } from './stacks/deployment';
import { readDeploymentInput } from './stacks/deployment-input';

const input = readDeploymentInput();
if (input.problems.length > 0) notice(formatProblems(input.problems));
if (hasErrors(input.problems)) {
  const onlyHosts = input.problems.every(
    ({ kind, severity }) => kind === 'host' || severity === 'warning',
  );
  process.exit(onlyHosts ? ExitCode.failed : ExitCode.wrongInput);
}
try {
  new Deployment({ input }).synth();
} catch (error) {
  if (error instanceof ForeignExpression) notice(formatProblems([error.problem]));
  else if (error instanceof UnknownProvider) notice(error.message);
  else throw error;
  process.exit(ExitCode.wrongInput);
}
