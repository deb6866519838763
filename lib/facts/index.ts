export { BUNDLED_PROVIDERS, type InstalledProvider, installedProviders } from './bundled-provider';
export { type CheckRecord, hasFailed } from './check-record';
export { deploymentKeyFile } from './deployment-key';
export { type DeploymentNodeCheck, checkDeploymentNode } from './deployment-node';
export { type FleetCheck, type FleetCheckOptions, checkFleet } from './fleet-check';
export { factsFile, readFacts, writeFacts } from './facts-file';
export { type HostCheck } from './host-check';
export * from './host-facts';
export { fingerprint, knownHostsLine } from './host-key';
