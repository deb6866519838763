import { Command } from 'commander';
import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import type { CheckOptions } from '../actions/check';
import { hostAddresses, hostFingerprints } from '../options/address-option';
import { addConfigOption, addParallelOption } from '../options/fleet-options';
import { finish } from '../actions/session/finish';

type Options = Omit<CheckOptions, 'config' | 'json'> & Partial<CheckOptions>;

export function addCheck(parent: Command): void {
  const command = parent
    .command('check')
    .description(
      'check this machine and every host of kvm.host.range; record the facts in hosts.lock.json',
    );
  addParallelOption(addConfigOption(command))
    .option(
      '--known-hosts <file>',
      'the SSH host keys of hosts that are contacted for the first time, as OpenSSH keeps them (default: they are shown and asked for once)',
    )
    .option(
      '--accept-new-host-key <address=fingerprint>',
      'accept and record this SSH host key of a host that is new or was reinstalled; may be repeated',
      hostFingerprints,
      [],
    )
    .option(
      '--accept-new-facts <addresses>',
      'accept and record another CPU and memory of these hosts, which were replaced or rebuilt',
      hostAddresses,
      [],
    )
    .option('--json', 'print one JSON document instead of the table')
    .action(async ({ config = defaultConfigurationFile(), json = false, ...options }: Options) => {
      const { check } = await import('../actions/check');
      finish(await check({ config, json, ...options }));
    });
}
