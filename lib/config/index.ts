export * from './configuration';
export { defaultConfigurationFile } from './configuration-file';
export {
  type ConfigurationResult,
  type PropertyPlace,
  parseConfiguration,
} from './parse-configuration';
export { type HostRange, parseHostRange } from './host-range';
export { type Problem, formatProblems, hasErrors } from './problem';
export { readConfiguration } from './read-configuration';
export { Secret } from './secret';
export { vmName, vmNumber } from './vm-name';
