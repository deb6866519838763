import { Command } from 'commander';
import { Rolling } from '../../fleet/rollout/restart/guest-restart';
import { Project } from '../../lib/node/project';
import { HostSpec } from '../../lib/machine/host-spec';
import { PARALLEL_LIMIT, wholeNumber } from './fleet-options';

/** How hosts whose guests restart are changed. */
export interface RollingOptions {
  readonly restartParallel: number;
  readonly healthCheck?: string;
  readonly healthTimeout: number;
}

/** A server with much memory takes minutes to start its guest's services. */
const HEALTH_TIMEOUT_SECONDS = { default: 300, least: 1, most: 86_400 } as const;

export function addRollingOptions(command: Command): Command {
  const { least, most } = HEALTH_TIMEOUT_SECONDS;
  return command
    .option(
      '--restart-parallel <hosts>',
      `hosts at a time whose guests restart, 1 to ${PARALLEL_LIMIT}`,
      wholeNumber(1, PARALLEL_LIMIT, 'hosts'),
      1,
    )
    .option(
      '--health-check <command>',
      'shell command that succeeds when a restarted guest is well; QUANTUM_KVM_VM and QUANTUM_KVM_HOST name it (default: its guest agent is asked)',
    )
    .option(
      '--health-timeout <seconds>',
      `what a restarted guest may take to answer, ${least} to ${most}`,
      wholeNumber(least, most, 'seconds'),
      HEALTH_TIMEOUT_SECONDS.default,
    );
}

/**
 * @param specs of all its hosts
 */
export function rollingOf(
  options: RollingOptions,
  { project, specs }: { readonly project: Project; readonly specs: readonly HostSpec[] },
): Rolling {
  const { restartParallel, healthCheck, healthTimeout } = options;
  return {
    parallel: restartParallel,
    ...(healthCheck !== undefined && { healthCheck }),
    limitSeconds: healthTimeout,
    project,
    guests: specs.map((spec) => ({
      host: spec,
      address: spec.address,
      machineName: spec.machine.name,
    })),
  };
}
