import { ConfigurationResult, parseConfiguration } from '../../lib/config/parse-configuration';
import { formatProblems } from '../../lib/config/problem';
/** The smallest complete set of properties. */
const REQUIRED: Readonly<Record<string, string>> = {
  'kvm.host.range': '192.168.12.34:192.168.12.36',
  'kvm.host.name.interval': '20',
  'kvm.prefix.string': 'vm',
  'kvm.location.path': 'default',
  'kvm.system.size.gb': '100',
  'kvm.memory.size.gb': '128',
  'kvm.cpu.percentage': '40',
  'kvm.bridge.base.name': 'br0',
  'kvm.network.number': '0',
};

/** A complete file of one property per line from line 2 on; undefined leaves one out, `extra` lines follow. */
export function xml(
  changed: Readonly<Record<string, string | undefined>> = {},
  ...extra: readonly string[]
): string {
  const lines = Object.entries({ ...REQUIRED, ...changed }).flatMap(([name, value]) =>
    value === undefined ? [] : [property(name, value)],
  );
  return ['<configurations>', ...lines, ...extra, '</configurations>'].join('\n');
}

/** One element, the value as it is to stand in the file. */
export function property(name: string, value: string, host?: string): string {
  return `<property name="${name}" value="${value}"${host === undefined ? '' : ` host="${host}"`}/>`;
}

/** What the file says, by the name `f.xml`. */
export function parsed(...content: Parameters<typeof xml>): ConfigurationResult {
  return parseConfiguration(xml(...content), 'f.xml');
}

/** The problems of a file as the operator sees them, one per entry. */
export function told(...content: Parameters<typeof xml>): string[] {
  return toldOf(xml(...content));
}

/** The problems of any text. */
export function toldOf(text: string): string[] {
  return formatProblems(parseConfiguration(text, 'f.xml').problems)
    .split('\n')
    .filter((line) => line !== '');
}

/** The only host of a file, or the first. */
export function firstHost(...content: Parameters<typeof xml>) {
  const host = parsed(...content).configuration?.hosts[0];
  if (!host) throw new Error(told(...content).join('\n'));
  return host;
}
