import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { deploymentKeyFile } from '../facts';
import { COMMAND as ROOT_SHELL } from '../facts/host-check';
import { SshLimits, runOverSsh } from '../facts/ssh-session';
import { HostPlan } from '../plan';
import { overHosts } from './host-queue';
import { Interruption } from './interruption';
import { MachineState, differences, parseMachineState, stateScript } from './machine-state';
import { ANSWER_SECONDS } from './reachability';

/** What a host says of itself now. */
export interface HostStatus {
  readonly address: string;
  readonly machineName: string;
  /** Undefined: the host, or libvirt on it, did not answer, and `fault` says why. */
  readonly machine?: MachineState;
  readonly fault?: string;
  /** From the plan; empty when nothing differs. */
  readonly differences: readonly string[];
}

/** A dead host is known to be dead after this. */
const LIMITS: SshLimits = {
  connectTimeoutSeconds: ANSWER_SECONDS,
  sessionTimeoutSeconds: ANSWER_SECONDS + 5,
};

/**
 * Asks all hosts, so many at a time, without Terraform and without changing anything; results in the
 * order of the plans.
 *
 * @param configFile the XML, beside which the deployment's own key stands
 */
export async function fleetStatus(
  plans: readonly HostPlan[],
  configFile: string,
  parallel: number,
): Promise<HostStatus[]> {
  const ask = (plan: HostPlan) => hostStatus(plan, dirname(resolve(configFile)));
  const answers = await overHosts(plans, parallel, new Interruption(), ask);
  return answers.flatMap((status) => status ?? []);
}

async function hostStatus(plan: HostPlan, folder: string): Promise<HostStatus> {
  const { address, login, machine } = plan;
  const keyFile = resolve(folder, deploymentKeyFile(login));
  const target = {
    address,
    login,
    pinnedHostKey: plan.facts.hostKey,
    ...(existsSync(keyFile) && { privateKey: readFileSync(keyFile) }),
  };
  const outcome = await runOverSsh(target, ROOT_SHELL, stateScript(machine.name), LIMITS);
  const base = { address, machineName: machine.name, differences: [] };
  if (outcome.kind === 'failed') return { ...base, fault: outcome.failure.message };
  if (outcome.exitCode !== 0) return { ...base, fault: libvirtSilent(outcome.stderr) };
  const state = parseMachineState(outcome.stdout);
  return { ...base, machine: state, differences: differences(state, machine) };
}

function libvirtSilent(stderr: string): string {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return `libvirt does not answer: ${said.replace(/\p{C}/gu, ' ') || 'virsh is missing or failed'}`;
}
