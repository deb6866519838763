/**
 * What the `main.ts` of a site imports from `quantum-kvm`: {@link synthesizeSite}, which makes the stacks of all hosts,
 * and what a site adds to them, or makes stacks of its own with.
 *
 * @module
 */
export { type AddToStack, synthesizeSite } from '../cli/site/synthesize-site';
export {
  Deployment,
  type DeploymentProps,
  type SiteStack,
  type StackFiles,
} from '../stacks/deployment';
export { type DeploymentInput, readDeploymentInput } from '../stacks/deployment-input';
export { HostStack, type HostStackProps } from '../stacks/host-stack';
export type { MachineParts } from '../stacks/machine';
export { MachineStack, PreparationStack } from '../stacks/registry-stacks';

export type {
  Configuration,
  DataDisks,
  HostConfiguration,
  InstallMediaChoice,
  Login,
  Password,
  ProviderChoice,
} from './config/configuration';
export type {
  ConfigurationResult,
  LoginOf,
  PropertyPlace,
  RemainsOf,
} from './config/parse-configuration';
export { type Problem, formatProblems, hasErrors } from './config/problem';
export { readConfiguration } from './config/read-configuration';
export type { Secret } from './config/secret';
export { type ReadFacts, readFacts } from './facts/facts-file';
export type { DiskIdentity } from './facts/disk-identity';
export type * from './facts/host-facts';
export type { HostScriptFile } from './host-scripts/script-text';
export type { ScriptParameters } from './host-scripts/shell-environment';
export type * from './machine/host-spec';
export { Project } from './node/project';

export { interpolation, reference } from './constructs/expression';
export { LiteralStack } from './constructs/literal-stack';
export { BridgeNetwork, type BridgeNetworkProps } from './constructs/machine/bridge-network';
export type { DiskFormat, FurtherDiskProps } from './constructs/machine/further-disk';
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

export {
  Domain,
  type DomainConfig,
  Network,
  type NetworkConfig,
  Volume,
  type VolumeConfig,
} from './constructs/machine/resources';
