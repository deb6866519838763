import { RUNNING, powerText } from '../../lib/machine/power-state';
import { printable } from '../../lib/config/printable';

/** Of a VM that libvirt does not have. */
export const MISSING = 'missing';

/**
 * Shell that prints one line: the numbers of the state and the reason of the VM "$QK_QUERY_VM", or that it
 * is missing.
 *
 * @param virsh the command with its connection
 */
export function powerCommand(virsh: string): string {
  const numbers = `${virsh} domstats --state --raw "$QK_QUERY_VM" 2>/dev/null | sed -n 's/^ *state\\.[a-z]*=\\([0-9]*\\)$/\\1/p' | paste -sd ' ' -`;
  return `power=$(${numbers}); echo "power \${power:-${MISSING}}"`;
}

/**
 * The state in what a script with {@link powerCommand} printed, `paused: I/O error`; undefined: it is not told.
 * The login may have printed before, and on a terminal complaints stand between.
 */
export function powerIn(output: string): string | undefined {
  const [, told, state, reason] = /^power (missing|(\d{1,3}) (\d{1,3}))\r?$/m.exec(output) ?? [];
  if (told === undefined || told === MISSING) return told;
  return powerText({ state: Number(state), reason: Number(reason) });
}

/**
 * Shell that prints the XML of the guest of the VM "$QK_QUERY_VM": what it goes on with where its memory is saved,
 * else what it runs or starts with.
 *
 * @param virsh the command with its connection
 */
export function guestXmlCommand(virsh: string): string {
  const printed = (command: string) => `${virsh} ${command} "$QK_QUERY_VM" 2>/dev/null`;
  return `${printed('managedsave-dumpxml')} || ${printed('dumpxml')}`;
}

/** What libvirt says of a VM beside its state. */
export interface MachineCircumstances {
  /** Undefined: there is no such VM. */
  readonly autostart?: boolean;
  /** The memory of its guest is saved on the host. */
  readonly saved?: true;
  /** Its guest runs without a definition. */
  readonly transient?: true;
  /** What stopped a disk: `vda: no space`. */
  readonly diskError?: string;
  /** What works on it: `Backup`, `Active Block Commit of vda`. */
  readonly jobs?: readonly string[];
}

/** Shell that prints what {@link circumstances} reads. */
export function circumstancesCommands(virsh: string): readonly string[] {
  const listed = Object.entries(LISTS).map(
    ([word, filters]) =>
      `${virsh} list --name ${filters} 2>/dev/null | grep -Fqx -e "$QK_QUERY_VM" && echo 'listed ${word}'`,
  );
  return [
    ...listed,
    `${virsh} domblkerror "$QK_QUERY_VM" 2>/dev/null | sed -n 's/^\\([a-z]*\\): \\(.*\\)/disk error \\1: \\2/p'`,
    // Without a job it prints no number.
    `${virsh} domjobinfo "$QK_QUERY_VM" 2>/dev/null | awk -F ': *' 'NR == 2 { operation = $2 } /: .*[0-9]/ { print "job " operation; exit }'`,
    `${virsh} domblklist --details "$QK_QUERY_VM" 2>/dev/null | while read -r _ device target _; do`,
    `  [ "$device" != disk ] || ${virsh} blockjob "$QK_QUERY_VM" "$target" --info --raw </dev/null 2>/dev/null | sed -n "s/^ *type=\\(.*\\)/job \\1 of $target/p"`,
    'done',
  ];
}

/** virsh chooses who is in these lists, by its options. */
const LISTS = {
  all: '--all',
  autostart: '--all --autostart',
  saved: '--inactive --with-managed-save',
  transient: '--transient',
} as const;

/** Characters that a job or an error is repeated with. */
const LONGEST = 60;

/** Reads what {@link circumstancesCommands} prints; virsh's own words are only repeated. */
export function circumstances(text: string): MachineCircumstances {
  const all = (begin: string) =>
    [...text.matchAll(new RegExp(`^${begin} (.+)$`, 'gm'))].map(([, value = '']) =>
      printable(value.trim(), LONGEST),
    );
  const listed = new Set(all('listed'));
  const [diskError] = all('disk error');
  const jobs = all('job');
  return {
    ...(listed.has('all') && { autostart: listed.has('autostart') }),
    ...(listed.has('saved') && { saved: true as const }),
    ...(listed.has('transient') && { transient: true as const }),
    ...(diskError !== undefined && { diskError }),
    ...(jobs.length > 0 && { jobs }),
  };
}

/** The state as an operator reads it: `paused: I/O error (vda: no space)`, `off: its memory is saved`. */
export function stateText(state: string, { saved, diskError }: MachineCircumstances): string {
  if (saved && state !== RUNNING) return 'off: its memory is saved';
  return diskError === undefined ? state : `${state} (${diskError})`;
}
