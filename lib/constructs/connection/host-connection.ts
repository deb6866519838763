import { SSHProvisionerConnection } from 'cdktf';
import { SCRIPT_PATH } from '../../host-scripts/script-delivery';
import { CONNECTION_SECONDS } from '../../machine/connection-limits';
import { HostAccess, HostSpec } from '../../machine/host-spec';
import { DeploymentFiles } from './deployment-files';
import { interpolation, sensitiveFile } from '../expression';
import { passwordExpression } from './login-password';

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
    timeout: `${CONNECTION_SECONDS}s`,
  };
}

/** libvirt on the host, by key alone: it is used after preparation has authorized the key. */
export function libvirtUri(spec: HostAccess, files: DeploymentFiles): string {
  const { name, port } = spec.login;
  const query = new URLSearchParams({ keyfile: files.keyFile, knownhosts: files.knownHostsFile });
  return `qemu+ssh://${name}@${spec.address}:${port}/system?${query.toString().replace(/%2F/g, '/')}`;
}
