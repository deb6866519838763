import { prometheusText } from '../../../cli/report/prometheus-text';
import { DatedHostStatus } from '../../../fleet/status/first-seen';

const FILE = '/srv/"zetta"\\x\ny.xml';

const host = (last: number, more: Partial<DatedHostStatus> = {}): DatedHostStatus => ({
  address: `192.168.12.${last}`,
  machineName: `vm0${last + 20}`,
  differences: [],
  facts: [],
  machine: { state: 'running', networks: {} },
  ...more,
});

const HOSTS = [
  host(34),
  host(35, { differences: [{ id: 'vm.memory', expected: 128, actual: 64 }] }),
  host(36, { machine: undefined, fault: 'refused' }),
  host(37, {
    machine: { state: 'off: power cut', networks: {} },
    differences: [{ id: 'vm.state', expected: 'running', actual: 'off: power cut' }],
    facts: [{ id: 'fact.memory', expected: 251, actual: 125 }],
  }),
];

const text = (hosts = HOSTS) =>
  prometheusText({ time: new Date(1_767_323_045_678), seconds: 1.25, hosts }, FILE);

/** The value of a sample, by its name and what its labels hold. */
function value(name: string, label = '', hosts = HOSTS): number {
  const found = text(hosts)
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(label));
  expect(found).toHaveLength(1);
  return Number(found[0]!.split(' ').at(-1));
}

test.each([
  ['quantum_kvm_hosts', '', 4],
  ['quantum_kvm_hosts_answering', '', 3],
  ['quantum_kvm_vms_running', '', 2],
  ['quantum_kvm_differences', 'kind="vm.memory"', 1],
  ['quantum_kvm_differences', 'kind="vm.state"', 1],
  ['quantum_kvm_differences', 'kind="vm.nics"', 0],
  ['quantum_kvm_facts_untrue', 'kind="fact.memory"', 1],
  ['quantum_kvm_host_answering', 'address="192.168.12.36"', 0],
  ['quantum_kvm_vm_running', 'vm="vm057"', 0],
  ['quantum_kvm_round_duration_seconds', '', 1.25],
  ['quantum_kvm_round_timestamp_seconds', '', 1_767_323_045.678],
])('%s {%s} is %d', (name, label, expected) => expect(value(name, label)).toBe(expected));

/** By the rules of the text format: names, escapes of HELP and of labels, a finite number, no time. */
const HELP = /^# HELP ([a-zA-Z_:][\w:]*) (?:[^\\\n]|\\[\\n])+$/;
const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) gauge$/;
const LABEL = String.raw`[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*"`;
const SAMPLE = new RegExp(
  String.raw`^([a-zA-Z_:][\w:]*)\{(${LABEL}(?:,${LABEL})*)\} -?\d+(?:\.\d+)?(?:e[+-]?\d+)?$`,
);

/** What a reader of the text format would refuse, or what promtool would blame. */
function faultsOf(exposed: string): string[] {
  if (!exposed.endsWith('\n')) return ['the last line has no end'];
  const helped: string[] = [];
  const typed: string[] = [];
  const sampled = new Set<string>();
  const series = new Set<string>();
  const faults: string[] = [];
  const hold = (rule: boolean, line: string, broken: string) => {
    if (!rule) faults.push(`${line}: ${broken}`);
  };
  for (const line of exposed.slice(0, -1).split('\n')) {
    const help = HELP.exec(line)?.[1];
    const type = TYPE.exec(line)?.[1];
    const [, name = '', labelText = ''] = SAMPLE.exec(line) ?? [];
    if (help !== undefined) {
      hold(!helped.includes(help), line, 'a second HELP');
      helped.push(help);
    } else if (type !== undefined) {
      hold(!typed.includes(type), line, 'a second TYPE');
      hold(helped.at(-1) === type, line, 'not behind its HELP');
      typed.push(type);
    } else {
      const labels = labelsOf(labelText);
      const names = labels.map((label) => label.split('=')[0]!);
      hold(name !== '', line, 'no line of the format');
      hold(typed.at(-1) === name, line, 'not behind its TYPE');
      hold(!series.has(`${name}${labels.join()}`), line, 'twice');
      hold(new Set(names).size === names.length, line, 'a label twice');
      hold(!names.some((label) => label.startsWith('__')), line, 'a reserved label');
      sampled.add(name);
      series.add(`${name}${labels.join()}`);
    }
  }
  for (const name of typed) hold(sampled.has(name), name, 'no sample');
  return faults;
}

const labelsOf = (text: string) => (text.match(new RegExp(LABEL, 'g')) ?? []).sort();

test.each([
  ['hosts in every state', HOSTS],
  ['one host', [host(34)]],
  ['no host', []],
  [
    'names with quotation marks, backslashes, line ends and wide letters',
    [host(34, { machineName: '虚拟机"\\\n' })],
  ],
])('the text format holds with %s', (_, hosts) => expect(faultsOf(text(hosts))).toEqual([]));

const GOOD = '# HELP a_b Help.\n# TYPE a_b gauge\na_b{c="d"} 1\n';

test.each([
  ['no end of the last line', GOOD.trimEnd()],
  ['a second HELP', GOOD + GOOD],
  ['samples apart from their family', `${GOOD}${GOOD.replaceAll('a_b', 'b')}a_b{c="e"} 1\n`],
  ['a series twice', `${GOOD}a_b{c="d"} 2\n`],
  [
    'a series twice, with its labels in another order',
    `${GOOD}a_b{c="d",e="f"} 2\na_b{e="f",c="d"} 2\n`,
  ],
  ['a label twice', `${GOOD}a_b{c="d",c="e"} 2\n`],
  ['a name with a hyphen', GOOD.replaceAll('a_b', 'a-b')],
  ['a quotation mark in a label', GOOD.replace('"d"', '"d"d"')],
  ['a backslash in a label', GOOD.replace('"d"', String.raw`"\d"`)],
  ['a value that is no number', GOOD.replace('} 1', '} undefined')],
  ['a family without samples', '# HELP a_b Help.\n# TYPE a_b gauge\n'],
])('the rules of the text format are seen broken by %s', (_, exposed) =>
  expect(faultsOf(exposed)).not.toEqual([]),
);

test('a label holds whatever the path does', () => {
  expect(text()).toContain('quantum_kvm_hosts{configuration="/srv/\\"zetta\\"\\\\x\\ny.xml"} 4\n');
});

test('a fleet that nobody could ask has no hosts, and no empty metric', () => {
  expect(text([])).not.toContain('quantum_kvm_host_answering');
  expect(value('quantum_kvm_hosts', '', [])).toBe(0);
});
