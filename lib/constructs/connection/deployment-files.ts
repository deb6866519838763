/** Files of the deployment node that a stack refers to, as paths relative to the stack's folder. */
export interface DeploymentFiles {
  /** The XML, from which Terraform reads the password. */
  readonly configFile: string;
  /** The deployment's private key. */
  readonly keyFile: string;
  /** known_hosts file that pins the host's key. */
  readonly knownHostsFile: string;
}
