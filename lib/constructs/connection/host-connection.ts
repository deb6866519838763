import { SSHProvisionerConnection } from 'cdktf';
import { HostAccess, HostSpec } from '../../machine/host-spec';
import { DeploymentFiles } from './deployment-files';
import { interpolation, sensitiveFile } from '../expression';
import { passwordExpression } from './login-password';

/**
 * Terraform uploads a script to this path, then runs "chmod 0777 PATH" and at last "PATH", both as shell text: a
 * moment in which every user who can enter the login's home could write what root is about to run. So the path is
 * a file's name and a command at once. To chmod, ":" is a file that is not there, which the end forgives: the
 * mode stays 0644. As a command, ":" succeeds, and a shell takes the place of this one and reads the file, which
 * the pattern finds. If Terraform quotes the path one day, nothing runs. One fixed name, because Terraform leaves an
 * empty file there.
 */
export const SCRIPT_PATH = ': && exec sh -- :*quantum-kvm-script* || :';

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
