import { parseHostRange } from './addressing/host-range';
import { nearestName } from './rules/nearest-name';
import { Problem, quoted } from './problem';
import { Secret } from './secret';
import { PropertyRule, knownNames, ruleOf, rules } from './rules/rules';
import { SourceText } from './xml/source-text';
import { decodeEntities } from './xml/xml-entities';
import { XmlAttribute, XmlElement } from './xml/xml-document';

/** One `<property>` of ours. */
export interface PropertyElement {
  readonly name: string;
  readonly rule: PropertyRule<unknown>;
  /** Decoded, and trimmed unless the rule keeps it secret. Undefined: it cannot be read, which is a problem of its own. */
  readonly text?: string | Secret;
  /** `file:line:column` of the value, or of the element when it has none. */
  readonly where: string;
  readonly line: number;
  /** Hosts of the `host` attribute; undefined: all hosts. */
  readonly hosts?: readonly string[];
  /** Source text of the start tag around the raw value, quotes included. */
  readonly before: string;
  readonly after: string;
}

interface PropertyElements {
  readonly properties: readonly PropertyElement[];
  readonly problems: readonly Problem[];
}

/** Our properties in these elements, and what is wrong with their start tags. */
export function readProperties(
  source: SourceText,
  elements: readonly XmlElement[],
): PropertyElements {
  const properties: PropertyElement[] = [];
  const problems: Problem[] = [];
  for (const element of elements.filter(({ name }) => name === 'property')) {
    const read = new PropertyReader(source, element);
    const property = read.property();
    if (property) properties.push(property);
    problems.push(...read.problems);
  }
  return { properties, problems };
}

/** Characters of an unknown name that are looked at; ours have half as many. */
const LONGEST_NAME = 64;

/** One start tag. */
class PropertyReader {
  readonly problems: Problem[] = [];
  private readonly name: string;

  constructor(
    private readonly source: SourceText,
    private readonly element: XmlElement,
  ) {
    const raw = this.attribute('name')?.raw ?? '';
    this.name = decodeEntities(raw) ?? raw;
  }

  /** The property; undefined when it is not ours or cannot be read. */
  property(): PropertyElement | undefined {
    const rule = ruleOf(this.name);
    if (!rule) {
      this.warnOfUnknownName();
      return undefined;
    }
    if (this.isMixedUp()) return undefined;
    this.warnOfMisspeltHost();
    const hosts = this.hosts(rule);
    return hosts === 'wrong' ? undefined : { ...this.read(rule), ...(hosts && { hosts }) };
  }

  /** Two elements run together: the value may be a secret under the name of another property. */
  private isMixedUp(): boolean {
    const others = this.element.attributes.filter(({ name }) => name !== 'name');
    const secret = others.find(({ raw }) => ruleOf(raw)?.secret);
    if (!secret) return false;
    this.error(secret.index, {
      what: `${this.name} and ${secret.raw} stand in one element`,
      allowed: 'one name and one value',
      cure: 'write an element for each of them',
    });
    return true;
  }

  private read(rule: PropertyRule<unknown>): PropertyElement {
    const { source, element } = this;
    const value = this.attribute('value') ?? this.missingValue(rule);
    const text = value && this.text(value, rule);
    const start = value?.index ?? element.index;
    return {
      name: this.name,
      rule,
      ...(text !== undefined && { text }),
      where: source.at(start),
      line: source.lineOf(start),
      before: source.text.slice(element.index, start),
      after: source.text.slice(start + (value?.raw.length ?? 0), element.end),
    };
  }

  private attribute(name: string): XmlAttribute | undefined {
    return this.element.attributes.find((attribute) => attribute.name === name);
  }

  private missingValue(rule: PropertyRule<unknown>): undefined {
    this.error(this.element.index, {
      what: `${this.name} has no value attribute`,
      allowed: rule.allowed,
      cure: `write <property name="${this.name}" value="${rule.example}"/>`,
    });
  }

  /** What the raw value stands for; XML reads a line break inside a value as a space. */
  private text(value: XmlAttribute, rule: PropertyRule<unknown>): string | Secret | undefined {
    const text = decodeEntities(rule.secret ? value.raw : value.raw.replace(/\r\n|[\t\r\n]/g, ' '));
    if (text === undefined) {
      this.error(value.index, {
        what: `${this.name} has a reference that is not one of XML's own, or an & that begins none`,
        allowed: '&amp; &lt; &gt; &quot; &apos; and numeric references of characters',
        cure: 'write & as &amp;',
      });
      return undefined;
    }
    if (/\p{Cc}/u.test(text)) {
      this.error(value.index, {
        what: `${this.name} has a control character`,
        allowed: rule.allowed,
        cure: 'remove the tab, line break or other control character',
      });
      return undefined;
    }
    return rule.secret ? new Secret(text) : text.trim();
  }

  /** The hosts of the `host` attribute, if it is there. */
  private hosts(rule: PropertyRule<unknown>): readonly string[] | undefined | 'wrong' {
    const attribute = this.attribute('host');
    if (!attribute) return undefined;
    if (this.name === 'kvm.host.range') {
      this.error(attribute.index, {
        what: 'kvm.host.range has a host attribute, but it cannot differ between hosts',
        cure: 'remove the host attribute',
      });
      return undefined;
    }
    const { addresses, faults } = parseHostRange(attribute.raw);
    const { allowed } = rules['kvm.host.range'];
    const cure = 'correct the host attribute';
    for (const what of new Set(faults.map((fault) => this.wrongHosts(rule, attribute, fault)))) {
      this.error(attribute.index, { what, allowed, cure });
    }
    return faults.length > 0 ? 'wrong' : addresses;
  }

  /** Beside a secret the attribute is not shown: the two may have been mixed up. */
  private wrongHosts(rule: PropertyRule<unknown>, { raw }: XmlAttribute, fault: string): string {
    return rule.secret
      ? `${this.name} has a host attribute that is no range of hosts`
      : `${this.name} has host=${quoted(raw)}: ${fault}`;
  }

  /** `hosts="…"` would otherwise set the value for every host. */
  private warnOfMisspeltHost(): void {
    for (const { name, index } of this.element.attributes) {
      if (['name', 'value', 'host'].includes(name) || !nearestName(name, ['host'], 2)) continue;
      this.problems.push({
        severity: 'warning',
        where: this.source.at(index),
        what: `${this.name} has the unknown attribute ${shown(name)}`,
        allowed: 'name, value, host',
        cure: 'did you mean host?',
      });
    }
  }

  private warnOfUnknownName(): void {
    const attribute = this.attribute('name');
    const name = this.name.trim().slice(0, LONGEST_NAME);
    if (!attribute || !/^(kvm|login)\./i.test(name)) return;
    const nearest = nearestName(name, knownNames) ?? '';
    this.problems.push({
      severity: 'warning',
      where: this.source.at(attribute.index),
      what: `${/^login/i.test(name) ? shared(name, nearest) : shown(name)} is not a property of quantum-kvm and is ignored`,
      cure: `did you mean ${nearest}?`,
    });
  }

  private error(index: number, problem: Pick<Problem, 'what' | 'allowed' | 'cure'>): void {
    this.problems.push({ severity: 'error', where: this.source.at(index), ...problem });
  }
}

/** The part of an unknown name that can be a name: with a misplaced quote a value may follow. */
function shown(name: string): string {
  return /^[\w.-]*/.exec(name)?.[0] ?? '';
}

/** What two names begin with: where the password may have slipped into the name, no more is shown. */
function shared(name: string, known: string): string {
  const length = [...known].findIndex((character, i) => character !== name[i]);
  return `${known.slice(0, length < 0 ? known.length : length)}…`;
}
