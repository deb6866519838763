/** What a site imports to read its files and to compose stacks of its own; the stacks themselves are in `stacks`. */
export type {
  Configuration,
  DataDisks,
  HostConfiguration,
  InstallMediaChoice,
  Login,
  ProviderChoice,
} from './config/configuration';
export { type Problem, formatProblems, hasErrors } from './config/problem';
export { readConfiguration } from './config/read-configuration';
export { BridgeNetwork, type BridgeNetworkProps } from './constructs/machine/bridge-network';
export { InstallMedia, type InstallMediaProps } from './constructs/machine/install-media';
export { SystemDisk, type SystemDiskProps } from './constructs/machine/system-disk';
export { VirtualMachine, type VirtualMachineProps } from './constructs/machine/virtual-machine';
export {
  BundledProviders,
  type BundledProvidersProps,
} from './constructs/connection/bundled-providers';
export type { DeploymentFiles } from './constructs/connection/deployment-files';
export { hostConnection, libvirtUri } from './constructs/connection/host-connection';
export {
  HostPreparation,
  type HostPreparationProps,
} from './constructs/preparation/host-preparation';
export { HostScript, type HostScriptProps } from './constructs/preparation/host-script';
export { readFacts } from './facts/facts-file';
export type { FleetFacts, HostFacts } from './facts/host-facts';
export type * from './machine/host-spec';
export { Project } from './node/project';
