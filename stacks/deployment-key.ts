import { Configuration } from '../lib/config/configuration';
import { Problem } from '../lib/config/problem';
import { FleetFacts } from '../lib/facts/host-facts';
import { deploymentKeyFiles } from '../lib/node/deployment-key';
import { closingCommand } from '../lib/node/file/private-file';
import { isThere } from '../lib/node/file/folder-entries';
import { Project } from '../lib/node/project';
import { keyLabel } from '../lib/ssh/host-key';
import { publicKeyOf } from '../lib/ssh/public-key';
import { errorSentence } from '../lib/node/file/file-fault';

/**
 * Whether the key that preparation authorizes, as root on every host, is the one that this machine holds. Where
 * the private key is not, the stacks can be looked at but not applied: Terraform reads it.
 */
export function deploymentKeyProblems(
  configuration: Configuration,
  { deployment }: FleetFacts,
  project: Project,
): Problem[] {
  return deploymentKeyFiles(project, configuration).flatMap((file) => {
    try {
      if (!isThere(file)) return [unverified(file, project)];
      const publicKey = publicKeyOf(file);
      if (publicKey === deployment.publicKey) return [];
      return [anotherKey(file, publicKey, deployment.publicKey, project)];
    } catch (error) {
      return [unusable(file, errorSentence(error))];
    }
  });
}

function anotherKey(file: string, own: string, recorded: string, project: Project): Problem {
  return {
    severity: 'error',
    where: `${project.factsFile}, deployment › publicKey`,
    what: `it is ${keyLabel(recorded)}, but the key in use, ${file}, is ${keyLabel(own)}; preparation would authorize the former as root on every host`,
    allowed: 'the public half of the key in use',
    cure: 'if the key was changed here, run "quantum-kvm check", which records it; else see who changed hosts.lock.json',
  };
}

function unverified(file: string, { factsFile }: Project): Problem {
  return {
    severity: 'warning',
    where: `${factsFile}, deployment › publicKey`,
    what: `the private key ${file} is not on this machine, so the public key that preparation authorizes was not verified`,
    cure: 'apply these stacks only where the private key is; there it is verified',
  };
}

function unusable(file: string, reason: string): Problem {
  return {
    severity: 'error',
    where: file,
    what: `the private key cannot be used: ${reason}`,
    allowed: "an unencrypted OpenSSH private key of this user's or root's, with mode 0600",
    cure: `${closingCommand(file)}, or name another one in login.key.file`,
  };
}
