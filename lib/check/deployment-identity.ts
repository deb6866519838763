import { randomUUID } from 'node:crypto';
import { FleetFacts } from '../facts/host-facts';
import { CheckRecord, pass, warn } from '../host-scripts/check-record';

/** By what the VMs of this deployment are told from those of others, and what there is to say of it. */
export interface DeploymentIdentity {
  readonly id: string;
  readonly record: CheckRecord;
}

const ID = 'deployment.identity';

/** The recorded identity; where there is none, one that is made now and kept for ever after. */
export function deploymentIdentity(known: FleetFacts | undefined): DeploymentIdentity {
  const recorded = known?.deployment.id;
  if (recorded !== undefined) return { id: recorded, record: pass(ID, recorded) };
  const id = randomUUID();
  if (!known) return { id, record: pass(ID, `made ${id}`) };
  return {
    id,
    record: warn(
      ID,
      `hosts.lock.json had no identity of the deployment; it has ${id} from now on`,
      'review and commit hosts.lock.json: the next deploy puts the identity into the tag of every VM, without a restart',
    ),
  };
}
