import { Problem } from './problem';
import { RuleName, RuleValue, rules } from './rules/rules';
import { Setting } from './setting';

/** The settings of one property. */
interface Entry {
  /** For all hosts. */
  general?: Setting;
  /** From `host` attributes. */
  readonly byHost: Map<string, Setting>;
}

/** All settings of a file: which one holds for which host. */
export class Settings {
  readonly problems: readonly Problem[];
  private readonly entries = new Map<string, Entry>();
  private readonly defaults = new Map<string, unknown>();

  constructor(readonly all: readonly Setting[]) {
    this.problems = all.flatMap((setting) => this.add(setting));
  }

  /** The setting that holds for a host: its own, else the general one. */
  find(name: string, address: string): Setting | undefined {
    const entry = this.entries.get(name);
    return entry?.byHost.get(address) ?? entry?.general;
  }

  /** The value for a host, or the default; undefined when it is missing or refused. */
  value<N extends RuleName>(name: N, address: string): RuleValue<N> | undefined {
    const setting = this.find(name, address);
    return (setting ? setting.value?.of : this.defaultOf(name)) as RuleValue<N> | undefined;
  }

  /** `kvm.host.range`, which is the same for all; undefined when it is missing or refused. */
  hosts(): readonly string[] | undefined {
    const range: RuleName = 'kvm.host.range';
    return this.entries.get(range)?.general?.value?.of as RuleValue<typeof range> | undefined;
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  private defaultOf(name: RuleName): unknown {
    const text = rules[name].default;
    if (text !== undefined && !this.defaults.has(name)) {
      this.defaults.set(name, rules[name].schema.parse(text));
    }
    return this.defaults.get(name);
  }

  private add(setting: Setting): Problem[] {
    const { name, hosts } = setting.element;
    const entry: Entry = this.entries.get(name) ?? { byHost: new Map() };
    this.entries.set(name, entry);
    return hosts ? addOverride(entry, setting, hosts) : addGeneral(entry, setting);
  }
}

function addGeneral(entry: Entry, setting: Setting): Problem[] {
  const first = entry.general;
  entry.general ??= setting;
  return first ? [givenTwice(first, setting, '', 'remove one of them')] : [];
}

function addOverride(entry: Entry, setting: Setting, hosts: readonly string[]): Problem[] {
  const contested = new Map<Setting, string>();
  for (const address of hosts) {
    const first = entry.byHost.get(address);
    if (!first) entry.byHost.set(address, setting);
    else if (!contested.has(first)) contested.set(first, address);
  }
  return [...contested].map(([first, address]) =>
    givenTwice(first, setting, ` for ${address}`, 'let no two host attributes name the same host'),
  );
}

function givenTwice(first: Setting, second: Setting, forHost: string, cure: string): Problem {
  return {
    severity: 'error',
    where: second.element.where,
    what: `${second.element.name} is given twice${forHost}, on line ${first.element.line} and line ${second.element.line}`,
    allowed: 'one value per host',
    cure,
  };
}
