/** What a site imports to make the stacks of its hosts in a `main.ts` of its own. */
export { Deployment, type DeploymentProps } from './deployment';
export { type DeploymentInput, readDeploymentInput } from './deployment-input';
export { HostStack, type HostStackProps } from './host-stack';
