import { ProviderProgram } from '../../lib/node/provider/provider-program';
import { Project } from '../../lib/node/project';
import { TerraformBinary } from '../../lib/node/terraform/terraform-binary';
import { MachineHolders } from '../look/machine-holders';
import { PromisedMachine } from '../status/promised-machine';
import { PrivatePlans } from '../terraform/private-plans';
import { RunLog } from '../terraform/run-log';
import { FleetEvent } from './fleet-event';
import { HostTarget } from './host/host-target';
import { Interruption } from './interruption';
import { Look } from './host/looked-host';

/** Looks at a VM after an apply, and says why it is not as it was promised; undefined: it is. */
export type LookAtMachine = (
  target: HostTarget,
  promised: PromisedMachine,
) => Promise<string | undefined>;

/** What all hosts of a run share. */
export interface RunContext {
  readonly binary: TerraformBinary;
  /** Serves Terraform the bundled providers. @default - Terraform starts them itself */
  readonly provider?: ProviderProgram;
  readonly plans: PrivatePlans;
  /** @default - what an apply has done is not looked at */
  readonly lookAtMachine?: LookAtMachine;
  readonly look: Look;
  /** Of the project's states: asked where a host has a VM that its own does not hold. */
  readonly holders: MachineHolders;
  readonly log: RunLog;
  /** Holds the deployment's key: a host that Terraform cannot log in to is asked why. @default - it is not */
  readonly project?: Project;
  /** Where guests are noted that were restarted and have not answered. */
  readonly silentGuestsFile: string;
  readonly interruption: Interruption;
  readonly onEvent: (event: FleetEvent) => void;
  /** How long an apply may take. */
  readonly applyLimitSeconds: number;
}
