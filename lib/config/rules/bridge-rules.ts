import { grouped, listed } from '../addressing/host-group';
import { Problem, quoted } from '../problem';
import { bridgeIndexOf, indexBridgeName } from './rules';
import { Settings } from '../settings';

/** `kvm.network.number` and the names it counts: for every host exactly that many. */
export function bridgeProblems(settings: Settings, hosts: readonly string[]): Problem[] {
  return [...missingBridges(settings, hosts), ...unusedBridges(settings, hosts)];
}

function missingBridges(settings: Settings, hosts: readonly string[]): Problem[] {
  const bySetting = grouped(hosts, (address) => settings.find('kvm.network.number', address));
  return [...bySetting].flatMap(([{ element, value }, addresses]) => {
    const names = Array.from({ length: Number(value?.of ?? 0) }, (_, i) => indexBridgeName(i + 1));
    return names.flatMap((name) => {
      const without = addresses.filter((address) => !settings.find(name, address));
      return without.length === 0
        ? []
        : [
            {
              severity: 'error' as const,
              where: element.where,
              what: `${element.name} is ${quoted(String(element.text ?? ''))}, but ${name} is missing for ${listed(without)}`,
              allowed: `exactly the names ${[...new Set([names[0], names.at(-1)])].join(' … ')}`,
              cure: `add <property name="${name}" value="br1"/>, or lower ${element.name}`,
            },
          ];
    });
  });
}

/** A name that no host uses; one that an override of the number leaves out for some hosts is none. */
function unusedBridges(settings: Settings, hosts: readonly string[]): Problem[] {
  return settings.all.flatMap((setting) => {
    const { name, where } = setting.element;
    const k = bridgeIndexOf(name);
    const numbers = hosts
      .filter((address) => k !== undefined && settings.find(name, address) === setting)
      .map((address) => settings.value('kvm.network.number', address));
    if (numbers.length === 0 || !numbers.every((n) => n !== undefined && n < (k ?? 0))) return [];
    return [
      {
        severity: 'error' as const,
        where,
        what: `${name} is given, but kvm.network.number is ${Math.max(...(numbers as number[]))}`,
        allowed: 'exactly as many names as kvm.network.number says',
        cure: `remove it, or raise kvm.network.number to ${k}`,
      },
    ];
  });
}
