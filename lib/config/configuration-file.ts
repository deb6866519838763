/** The XML that is meant when none is named. */
export function defaultConfigurationFile(): string {
  return process.env.QUANTUM_KVM_CONFIG || 'quantum_server_config.xml';
}
