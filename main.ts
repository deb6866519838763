import { notice } from './cli/report/notice';
import { formatProblems, hasErrors } from './lib/config/problem';
import { ForeignExpression } from './lib/constructs/literal-stack';
import { UnknownProvider } from './lib/node/provider-digest';
import { Deployment } from './stacks/deployment';
import { readDeploymentInput } from './stacks/deployment-input';

/** Exit codes as everywhere: 2 where the input is wrong, 1 where a host is. */
const WRONG_INPUT = 2;
const WRONG_HOST = 1;

const input = readDeploymentInput();
if (input.problems.length > 0) notice(formatProblems(input.problems));
if (hasErrors(input.problems)) {
  const onlyHosts = input.problems.every(
    ({ kind, severity }) => kind === 'host' || severity === 'warning',
  );
  process.exit(onlyHosts ? WRONG_HOST : WRONG_INPUT);
}
try {
  new Deployment({ input }).synth();
} catch (error) {
  if (error instanceof ForeignExpression) notice(formatProblems([error.problem]));
  else if (error instanceof UnknownProvider) notice(error.message);
  else throw error;
  process.exit(WRONG_INPUT);
}
