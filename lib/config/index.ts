export * from './configuration';
export { defaultConfigurationFile } from './configuration-file';
export { type ConfigurationResult, parseConfiguration } from './parse-configuration';
export { type Problem, formatProblems, hasErrors } from './problem';
export { readConfiguration } from './read-configuration';
export { Secret } from './secret';
export { vmName, vmNumber } from './vm-name';
