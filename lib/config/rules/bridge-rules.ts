import { grouped, listed } from '../addressing/host-group';
import { limits } from './limits';
import { Setting } from '../setting';
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
    return names.flatMap((name, i) => {
      const without = addresses.filter((address) => !settings.find(name, address));
      return without.length === 0
        ? []
        : [
            {
              severity: 'error' as const,
              where: element.where,
              what: `${element.name} is ${quoted(String(element.text ?? ''))}, but ${name} is missing for ${listed(without)}`,
              allowed: `exactly the names ${[...new Set([names[0], names.at(-1)])].join(' … ')}`,
              cure: `add <property name="${name}" value="br${i + 1}"/>, or lower ${element.name}`,
            },
          ];
    });
  });
}

/**
 * A name that no host uses; one that an override of the number leaves out for some hosts is none. Beyond the
 * largest number no host has to be looked at.
 */
function unusedBridges(settings: Settings, hosts: readonly string[]): Problem[] {
  const holding = new HoldingSettings(settings, hosts);
  return settings.all.flatMap((setting) => {
    const { name, where } = setting.element;
    const k = bridgeIndexOf(name);
    if (k === undefined) return [];
    const most =
      k > limits.networkNumber.max ? holding.largestNumber : holding.unusedBelow(setting, k);
    if (most === undefined) return [];
    return [
      {
        severity: 'error' as const,
        where,
        what: `${name} is given, but kvm.network.number is ${most}`,
        allowed: 'exactly as many names as kvm.network.number says',
        cure:
          k > limits.networkNumber.max
            ? 'remove it'
            : `remove it, or raise kvm.network.number to ${k}`,
      },
    ];
  });
}

/** `kvm.network.number` of the hosts, by the setting of a bridge's name that holds for them. */
class HoldingSettings {
  /** Undefined where a number is missing or refused. */
  readonly largestNumber?: number;
  private readonly numbers: readonly (number | undefined)[];
  private readonly byName = new Map<string, Map<Setting, (number | undefined)[]>>();

  constructor(
    private readonly settings: Settings,
    private readonly hosts: readonly string[],
  ) {
    this.numbers = hosts.map((address) => settings.value('kvm.network.number', address));
    this.largestNumber = largest(this.numbers);
  }

  /** The largest number of its hosts, if all of them are below `k`. */
  unusedBelow(setting: Setting, k: number): number | undefined {
    const most = largest(this.numbersBySetting(setting.element.name).get(setting) ?? []);
    return most !== undefined && most < k ? most : undefined;
  }

  private numbersBySetting(name: string): Map<Setting, (number | undefined)[]> {
    const known = this.byName.get(name);
    if (known) return known;
    const found = new Map<Setting, (number | undefined)[]>();
    this.hosts.forEach((address, i) => {
      const setting = this.settings.find(name, address);
      if (!setting) return;
      const numbers = found.get(setting) ?? [];
      numbers.push(this.numbers[i]);
      found.set(setting, numbers);
    });
    this.byName.set(name, found);
    return found;
  }
}

/** Undefined without numbers, or with one that is not known. */
function largest(numbers: readonly (number | undefined)[]): number | undefined {
  if (numbers.length === 0 || numbers.includes(undefined)) return undefined;
  return Math.max(...(numbers as number[]));
}
