import { formatProblems } from './lib/config';
import { Deployment, readDeploymentInput } from './stacks';

const input = readDeploymentInput();
if (input.problems.length > 0) console.error(formatProblems(input.problems));
if (input.problems.some(({ severity }) => severity === 'error')) process.exit(2);
new Deployment({ input }).synth();
