import { bridgeProblems } from './bridge-rules';
import { grouped, listed } from '../addressing/host-group';
import { lastOctet } from '../addressing/ipv4-address';
import { limits } from './limits';
import { Problem, quoted } from '../problem';
import { RuleName, rules } from './rules';
import { Settings } from '../settings';
import { vmName, vmNumber } from '../addressing/vm-name';
import { vncProblems } from './vnc-rules';

/** What properties may be only together: with each other, and with the hosts they are for. */
export function fleetProblems(file: string, settings: Settings): Problem[] {
  const hosts = settings.hosts();
  const missing = missingProperties(file, settings, hosts);
  if (!hosts) return missing;
  return [
    ...missing,
    ...overridesOfNoHost(settings, hosts),
    ...outsideVmNumbers(settings, hosts),
    ...repeatedVmNames(file, settings, hosts),
    ...vncProblems(settings, hosts),
    ...bridgeProblems(settings, hosts),
  ];
}

function missingProperties(
  file: string,
  settings: Settings,
  hosts: readonly string[] = [],
): Problem[] {
  const names = (Object.keys(rules) as RuleName[]).filter((name) => rules[name].required);
  return names.flatMap((name) => {
    const without = hosts.filter((address) => !settings.find(name, address));
    if (settings.has(name) && without.length === 0) return [];
    return [
      {
        severity: 'error' as const,
        where: `${file}:1:1`,
        what: `${name} is missing${settings.has(name) ? ` for ${listed(without)}` : ''}`,
        allowed: rules[name].allowed,
        cure: `add <property name="${name}" value="${rules[name].example}"/>`,
      },
    ];
  });
}

/** A warning, because a part of the fleet may be left out for a while; a slip of the pen is still seen. */
function overridesOfNoHost(settings: Settings, hosts: readonly string[]): Problem[] {
  const inRange = new Set(hosts);
  return settings.all.flatMap(({ element: { name, where, hosts: named = [] } }) => {
    const outside = named.filter((address) => !inRange.has(address));
    return outside.length === 0
      ? []
      : [
          {
            severity: 'warning' as const,
            where,
            what: `${name} is set for ${listed(outside)}, outside kvm.host.range`,
            cure: 'correct the host attribute, or add the hosts to kvm.host.range',
          },
        ];
  });
}

function outsideVmNumbers(settings: Settings, hosts: readonly string[]): Problem[] {
  const { min, max } = limits.vmNumber;
  const bySetting = grouped(hosts, (address) => settings.find('kvm.host.name.interval', address));
  return [...bySetting].flatMap(([{ element }, addresses]) => {
    const wrong = addresses.filter((address) => {
      const number = vmNumberOf(settings, address);
      return number !== undefined && (number < min || number > max);
    });
    const octets = addresses.map(lastOctet);
    return wrong[0] === undefined
      ? []
      : [
          {
            severity: 'error' as const,
            where: element.where,
            what: `${element.name} is ${quoted(String(element.text ?? ''))}: the VM of ${listed(wrong)} would get number ${vmNumberOf(settings, wrong[0])}`,
            allowed: `VM numbers ${min}…${max}`,
            cure: `set it to ${min - Math.min(...octets)}…${max - Math.max(...octets)}`,
          },
        ];
  });
}

/**
 * A warning: libvirt's names are per host, but everything that sees the fleet would see one name twice.
 * One for all names: two like-numbered networks would give hundreds.
 */
function repeatedVmNames(file: string, settings: Settings, hosts: readonly string[]): Problem[] {
  const byName = grouped(hosts, (address) => vmNameOf(settings, address)?.toLowerCase());
  const repeated = [...byName].filter(([, addresses]) => addresses.length > 1);
  const [name, addresses] = repeated[0] ?? [];
  if (name === undefined || addresses === undefined) return [];
  const interval = settings.find('kvm.host.name.interval', addresses[1] ?? '');
  const others =
    repeated.length === 1 ? '' : `, and ${repeated.length - 1} more names are given twice`;
  return [
    {
      severity: 'warning',
      where: interval?.element.where ?? `${file}:1:1`,
      what: `the VMs of ${addresses.join(' and ')} are all named ${name}${others}`,
      allowed: 'names that differ within the fleet',
      cure: 'give some of these hosts another kvm.prefix.string or kvm.host.name.interval with a host attribute',
    },
  ];
}

function vmNumberOf(settings: Settings, address: string): number | undefined {
  const interval = settings.value('kvm.host.name.interval', address);
  return interval === undefined ? undefined : vmNumber(address, interval);
}

function vmNameOf(settings: Settings, address: string): string | undefined {
  const prefix = settings.value('kvm.prefix.string', address);
  const number = vmNumberOf(settings, address);
  return prefix === undefined || number === undefined ? undefined : vmName(prefix, number);
}
