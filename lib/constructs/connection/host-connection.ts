import { SSHProvisionerConnection } from 'cdktf';
import { HostAccess, HostSpec } from '../../machine/host-spec';
import { DeploymentFiles } from './deployment-files';
import { interpolation, sensitiveFile } from '../expression';
import { passwordExpression } from './login-password';

/**
 * In the login's home, which the check requires to be closed to others: Terraform makes the script writable
 * for all. One fixed name, because Terraform leaves an empty file there.
 */
const SCRIPT_PATH = './.quantum-kvm-provisioner.sh';

/** How long a host may take to accept the connection; Terraform keeps trying until then. */
const CONNECT_TIMEOUT = '30s';

/** SSH for provisioners: the deployment's key first, then the password, always against the pinned host key. */
export function hostConnection(spec: HostSpec, files: DeploymentFiles): SSHProvisionerConnection {
  const { name, port, password } = spec.login;
  return {
    type: 'ssh',
    host: spec.address,
    port,
    user: name,
    privateKey: interpolation(sensitiveFile(files.keyFile)),
    password: password && interpolation(passwordExpression(password, files.configFile)),
    hostKey: spec.facts.hostKey,
    agent: 'false',
    scriptPath: SCRIPT_PATH,
    timeout: CONNECT_TIMEOUT,
  };
}

/** libvirt on the host, by key alone: it is used after preparation has authorized the key. */
export function libvirtUri(spec: HostAccess, files: DeploymentFiles): string {
  const { name, port } = spec.login;
  const query = new URLSearchParams({ keyfile: files.keyFile, knownhosts: files.knownHostsFile });
  return `qemu+ssh://${name}@${spec.address}:${port}/system?${query.toString().replace(/%2F/g, '/')}`;
}
