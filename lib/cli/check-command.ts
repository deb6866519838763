import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_PARALLEL } from '../facts/fleet-check';
import { check } from './check';
import { defaultConfigurationFile } from '../config';

/** Hosts at a time; each is one SSH connection. */
const PARALLEL_LIMIT = 256;

export function addCheckCommand(parent: Command): void {
  parent
    .command('check')
    .description(
      'check this machine and every host of kvm.host.range; record the facts in hosts.lock.json',
    )
    .option(
      '--config <file>',
      'the quantum_server_config.xml (default: QUANTUM_KVM_CONFIG, else the one in the current folder)',
    )
    .option(
      '--parallel <hosts>',
      `hosts at a time, 1 to ${PARALLEL_LIMIT}`,
      parallelism,
      DEFAULT_PARALLEL,
    )
    .option('--json', 'print one JSON document instead of the table')
    .action(async ({ config = defaultConfigurationFile(), parallel, json = false }: Options) => {
      process.exitCode = await check({ config, parallel, json });
    });
}

interface Options {
  readonly config?: string;
  readonly parallel: number;
  readonly json?: boolean;
}

function parallelism(text: string): number {
  const hosts = Number(text);
  if (Number.isInteger(hosts) && hosts >= 1 && hosts <= PARALLEL_LIMIT) return hosts;
  throw new InvalidArgumentError(`Allowed is a whole number of hosts, 1 to ${PARALLEL_LIMIT}.`);
}
