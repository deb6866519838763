import { readFileSync } from 'node:fs';
import { listed } from '../../lib/config/addressing/host-group';
import { firstOf } from '../../lib/config/printable';
import { ShownHost } from '../../lib/check/first-contact';
import { KnownHosts } from '../../lib/ssh/known-hosts';
import { keyLabel } from '../../lib/ssh/host-key';
import { notice } from '../report/notice';
import { palette } from '../report/palette';
import { tableText } from '../report/layout/table';
import { confirmed } from './change/confirmation';
import { canAsk } from './dialog';
import { Refusal } from './session/refusal';

/**
 * Shows the keys of all hosts that are contacted for the first time in one table, and asks once. Nothing but the
 * key exchange has happened with any of them.
 *
 * @returns why the command ends; undefined: the keys were compared
 */
export async function hostKeyQuestion(shown: readonly ShownHost[]): Promise<Refusal | undefined> {
  if (shown.length === 0) return undefined;
  const rows = shown.map(({ address, hostKey }) => [address, ...keyLabel(hostKey).split(' ')]);
  const table = tableText(['host', 'key', 'fingerprint'], rows, palette(process.stderr).width);
  if (!canAsk()) {
    return Refusal.of(
      `the SSH host keys of ${listed(shown.map(({ address }) => address))} are not known, and there is no terminal to ask on; name them with --known-hosts FILE, or each, compared at the console of its host, with --accept-new-host-key ADDRESS=SHA256:…. Nothing was sent to any host. Shown were:`,
    ).with(...table.split('\n'));
  }
  notice(`First contact: compare these host keys with the consoles of the hosts\n${table}`);
  if (await confirmed(keyQuestion(shown))) return undefined;
  return Refusal.of('the host keys were not accepted; nothing was sent to any host');
}

function keyQuestion(shown: readonly ShownHost[]): string {
  const names = firstOf(
    shown.map(({ address }) => address),
    MOST_NAMES,
  );
  return shown.length === 1
    ? `trust this host key as that of ${names}?`
    : `trust these ${shown.length} host keys as those of ${names}?`;
}

/** Names in a question; all stand in the table. */
const MOST_NAMES = 3;

/** The file of `--known-hosts`. */
export function readKnownHosts(file: string): KnownHosts | Refusal {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown cause' } = error as NodeJS.ErrnoException;
    return Refusal.of(`--known-hosts ${file} cannot be read (${code}); name a file of host keys`);
  }
  const { knownHosts, faults } = KnownHosts.parse(file, text);
  if (faults.length === 0) return knownHosts;
  const more = faults.length > SHOWN_FAULTS ? [`and ${faults.length - SHOWN_FAULTS} more`] : [];
  return Refusal.of(
    ...faults.slice(0, SHOWN_FAULTS).map((fault) => `${fault}; correct it or take it out`),
    ...more,
  );
}

const SHOWN_FAULTS = 10;
