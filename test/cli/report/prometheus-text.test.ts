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

test('every line is of the text format, and each metric has its help and type before it', () => {
  const labels = '(?:[a-z_]+="(?:[^"\\\\\\n]|\\\\[\\\\"n])*",?)+';
  const line = new RegExp(
    `^(# HELP [a-z_]+ .+|# TYPE [a-z_]+ gauge|[a-z_]+\\{${labels}\\} [0-9.]+)$`,
  );
  expect(text().endsWith('\n')).toBe(true);
  const lines = text().trimEnd().split('\n');
  expect(lines.filter((one) => !line.test(one))).toEqual([]);
  let described = '';
  for (const one of lines) {
    const [, , name = ''] = one.split(' ');
    if (one.startsWith('# HELP')) described = name;
    else if (one.startsWith('# TYPE')) expect(name).toBe(described);
    else expect(one.split('{')[0]).toBe(described);
  }
});

test('a label holds whatever the path does', () => {
  expect(text()).toContain('quantum_kvm_hosts{configuration="/srv/\\"zetta\\"\\\\x\\ny.xml"} 4\n');
});

test('a fleet that nobody could ask has no hosts, and no empty metric', () => {
  expect(text([])).not.toContain('quantum_kvm_host_answering');
  expect(value('quantum_kvm_hosts', '', [])).toBe(0);
});
