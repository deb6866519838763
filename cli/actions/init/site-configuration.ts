import { SiteAnswers, bridgeNames } from './site-answers';

/** Puts what a site begins with into the text of the example's XML. */
export function siteConfiguration(example: string, { hosts, bridges, login }: SiteAnswers): string {
  let text = example;
  if (hosts !== undefined) text = withValue(text, 'kvm.host.range', hosts);
  if (login !== undefined) text = withValue(text, 'login.name', login);
  return bridges === undefined ? text : withBridges(text, bridgeNames(bridges));
}

const NUMBER = 'kvm.network.number';

function withBridges(text: string, [first = '', ...further]: readonly string[]): string {
  const numbered = withValue(
    withValue(text, 'kvm.bridge.base.name', first),
    NUMBER,
    String(further.length),
  );
  const added = further.map((name, i) => `$1${property(`kvm.bridge.index${i + 1}.name`, name)}\n`);
  return numbered.replace(
    new RegExp(`^( *)${literal(`<property name="${NUMBER}"`)}.*\n`, 'm'),
    (line, indent: string) => line + added.join('').replaceAll('$1', indent),
  );
}

function withValue(text: string, name: string, value: string): string {
  const found = new RegExp(`${literal(`<property name="${name}" value="`)}[^"]*"/>`);
  if (!found.test(text)) throw new Error(`the example has no ${name}`);
  return text.replace(found, () => property(name, value));
}

function property(name: string, value: string): string {
  return `<property name="${name}" value="${attribute(value)}"/>`;
}

function attribute(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
