export * from './deployment';
export * from './deployment-input';
export * from './host-stack';
export * from './provider-lock';
export * from './registry-stacks';
export * from './state-file';
