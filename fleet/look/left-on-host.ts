import { printable } from '../../lib/config/printable';
import { CleanOutput, parseClean } from '../../lib/host-scripts/clean-output';
import { cleanText } from '../../lib/host-scripts/script-text';
import { exportLines } from '../../lib/host-scripts/shell-environment';
import { StorageSpec } from '../../lib/machine/host-spec';
import { Project } from '../../lib/node/project';
import { ShellHost, onHost } from '../../lib/ssh/host-shell';

/** What this deployment may have put on a host. */
export interface Remains {
  /** Names of its VMs there. */
  readonly machineNames: readonly string[];
  readonly storage: StorageSpec;
  readonly publicKey: string;
  /** Whether the key is the deployment's alone: one that the operator named may be his own. */
  readonly isOwnKey: boolean;
}

const LIMITS = { connectTimeoutSeconds: 30, sessionTimeoutSeconds: 120 };

/**
 * What the deployment has left on a host after its VM is gone.
 *
 * @param action `remove` takes it away; the key last, so that the next login needs another way
 * @returns a text: why it is not known
 */
export async function leftOnHost(
  host: ShellHost,
  { machineNames, storage, publicKey, isOwnKey }: Remains,
  project: Project,
  action: 'look' | 'remove',
): Promise<CleanOutput | string> {
  const asked = exportLines({
    QK_AUTHORIZED_KEY: publicKey,
    QK_POOL_NAME: storage.poolName,
    QK_POOL_PATH: storage.poolPath,
    QK_CLEAN_MACHINES: machineNames.join(' '),
    ...(isOwnKey && { QK_CLEAN_OWN_KEY: 'yes' }),
    ...(action === 'remove' && { QK_CLEAN_REMOVE: 'yes' }),
  });
  const outcome = await onHost(host, project, `${asked}${cleanText()}`, LIMITS);
  if (outcome.kind === 'failed') {
    const { message, cure } = outcome.failure;
    return cure === '' ? message : `${message}; ${cure}`;
  }
  const found = parseClean(outcome.stdout);
  if (typeof found !== 'string') return found;
  const said = outcome.stderr.trim().split('\n').at(-1) ?? '';
  return printable(`what the host answers is not used: ${found}${said && `; it says: ${said}`}`);
}
