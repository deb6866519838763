import { isIPv4 } from 'node:net';
import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_PARALLEL } from '../../lib/check/fleet-check';
import { check } from '../actions/check';
import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { finish } from './finish';
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
    .option(
      '--accept-new-host-key <addresses>',
      'accept and record another SSH host key of these hosts, which were reinstalled',
      addresses,
      [],
    )
    .option(
      '--accept-new-facts <addresses>',
      'accept and record another CPU and memory of these hosts, which were replaced or rebuilt',
      addresses,
      [],
    )
    .option('--json', 'print one JSON document instead of the table')
    .action(async ({ config = defaultConfigurationFile(), json = false, ...options }: Options) => {
      finish(await check({ config, json, ...options }));
    });
}

interface Options {
  readonly config?: string;
  readonly parallel: number;
  readonly acceptNewHostKey: readonly string[];
  readonly acceptNewFacts: readonly string[];
  readonly json?: boolean;
}

function addresses(text: string): string[] {
  const named = text.split(',').map((address) => address.trim());
  if (named.every(isIPv4)) return named;
  throw new InvalidArgumentError('Allowed are IPv4 addresses of hosts, separated by commas.');
}

function parallelism(text: string): number {
  const hosts = Number(text);
  if (Number.isInteger(hosts) && hosts >= 1 && hosts <= PARALLEL_LIMIT) return hosts;
  throw new InvalidArgumentError(`Allowed is a whole number of hosts, 1 to ${PARALLEL_LIMIT}.`);
}
