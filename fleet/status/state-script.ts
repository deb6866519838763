import { hostScriptText } from '../../lib/host-scripts/script-text';
import { exportLines } from '../../lib/host-scripts/shell-environment';
import { networkName, systemDiskName } from '../../lib/machine/names';
import { HostSpec } from '../../lib/machine/host-spec';
import { ANSWER_SECONDS } from '../../lib/ssh/reachability';
import { circumstancesCommands, guestXmlCommand, powerCommand } from './machine-power';

/** What is read of a host, in this order; each after a line with {@link MARK} and its name. */
const SECTIONS = [
  'state',
  'info',
  'running',
  'defined',
  'volume',
  'networks',
  'bridges',
  'promises',
  'facts',
] as const;

export type Section = (typeof SECTIONS)[number];

export const MARK = '--quantum-kvm--';

/** Exit code of `timeout`. */
const TIMED_OUT = 124;

const VIRSH = 'virsh -q -c qemu:///system';

/**
 * Asks a host about its VM, the networks of it, what preparation made and its facts, and changes nothing.
 *
 * @param promises the script that looks whether what preparation made still holds
 */
export function stateScript(
  { machine, storage }: Pick<HostSpec, 'machine' | 'storage'>,
  promises: string,
): string {
  const { name, nics } = machine;
  const asked = exportLines({
    QK_QUERY_VM: name,
    QK_QUERY_VOLUME: systemDiskName(name),
    QK_QUERY_POOL: storage.poolName,
    QK_QUERY_NETWORKS: nics.map(({ bridge }) => networkName(bridge)).join(' '),
  });
  const commands: Record<Section, readonly string[]> = {
    state: [powerCommand(VIRSH)],
    info: circumstancesCommands(VIRSH),
    running: [guestXmlCommand(VIRSH)],
    defined: [`${VIRSH} dumpxml --inactive "$QK_QUERY_VM" 2>/dev/null`],
    volume: [`${VIRSH} vol-dumpxml "$QK_QUERY_VOLUME" "$QK_QUERY_POOL" 2>/dev/null`],
    networks: [
      `${VIRSH} net-list --name --all | sed 's/^/all /'`,
      `${VIRSH} net-list --name | sed 's/^/active /'`,
      `${VIRSH} net-list --name --all --autostart | sed 's/^/autostart /'`,
    ],
    bridges: [
      `for network in $QK_QUERY_NETWORKS; do ${VIRSH} net-dumpxml "$network" 2>/dev/null; done`,
    ],
    promises: [`(\n${promises}\n)`],
    facts: [`(\n${hostScriptText('check.sh')}\n)`],
  };
  return [
    'export LC_ALL=C',
    asked,
    // A libvirt that hangs must not cost more than a host that is dead.
    `timeout ${ANSWER_SECONDS} ${VIRSH} version >/dev/null || {`,
    `  [ $? != ${TIMED_OUT} ] || echo 'no answer within ${ANSWER_SECONDS} s' >&2`,
    '  exit 1',
    '}',
    ...SECTIONS.flatMap((section) => [`echo '${MARK} ${section}'`, ...commands[section]]),
    'exit 0',
    '',
  ].join('\n');
}

/** What {@link stateScript} printed, by section; empty where there was no output. */
export function sectionsOf(output: string): Record<Section, string> {
  const parts = output.split(`${MARK} `).map((part) => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), part.slice(end + 1).trim()] as const;
  });
  const found = new Map(parts);
  const of = (section: Section) => [section, found.get(section) ?? ''] as const;
  return Object.fromEntries(SECTIONS.map(of)) as Record<Section, string>;
}
