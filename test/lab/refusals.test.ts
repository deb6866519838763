import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetFacts } from '../../lib/facts/host-facts';
import { ADDRESSES, done, Project } from './support/project';

jest.setTimeout(60_000);

let project: Project;
let facts: FleetFacts;
let lockFile: string;

beforeAll(() => {
  project = new Project();
  lockFile = join(project.folder, 'hosts.lock.json');
  done(project.quantumKvm('check'));
  facts = JSON.parse(readFileSync(lockFile, 'utf8'));
});
beforeEach(() => writeFileSync(lockFile, JSON.stringify(facts)));
afterAll(() => project.remove());

/** What the operator sees of synthesis, with nothing synthesized. */
function refusal(settings: Record<string, string | null>): {
  status: number | null;
  output: string;
} {
  project.configure(settings);
  const run = project.synthesize();
  expect(existsSync(join(project.folder, 'cdktf.out', 'stacks'))).toBe(false);
  return run;
}

const INDEX_2 = 'kvm.bridge.index2.name';

test.each<[string, Record<string, string | null>, RegExp]>([
  ['a range across a /24', { 'kvm.host.range': '10.0.0.250:10.0.1.3' }, /kvm\.host\.range/],
  ['octet 256', { 'kvm.host.range': '10.0.0.256' }, /10\.0\.0\.256/],
  ['an empty range', { 'kvm.host.range': '' }, /kvm\.host\.range/],
  ['percentage 4', { 'kvm.cpu.percentage': '4' }, /"4".*5…80/],
  ['percentage 81', { 'kvm.cpu.percentage': '81' }, /"81".*5…80/],
  ['percentage 40.5', { 'kvm.cpu.percentage': '40.5' }, /"40\.5"/],
  ['percentage forty', { 'kvm.cpu.percentage': 'forty' }, /"forty"/],
  ['three networks with two names', { 'kvm.network.number': '3' }, /kvm\.bridge\.index3\.name/],
  ['a gap in the names', { 'kvm.bridge.index1.name': null }, /kvm\.bridge\.index1\.name/],
  [
    'more names than networks',
    { 'kvm.network.number': '1' },
    new RegExp(INDEX_2.replaceAll('.', '\\.')),
  ],
  ['a VM number over 999', { 'kvm.host.name.interval': '990' }, /kvm\.host\.name\.interval/],
  ['a name that is no host name', { 'kvm.prefix.string': 'vm_' }, /kvm\.prefix\.string/],
  ['a relative location path', { 'kvm.location.path': 'images' }, /kvm\.location\.path/],
  ['size 0', { 'kvm.system.size.gb': '0' }, /kvm\.system\.size\.gb/],
  ['size -1', { 'kvm.memory.size.gb': '-1' }, /kvm\.memory\.size\.gb/],
  ['size 1e9', { 'kvm.memory.size.gb': '1e9' }, /kvm\.memory\.size\.gb/],
  ['too little memory', { 'kvm.memory.size.gb': '1000' }, /memory/],
  ['a missing bridge', { 'kvm.bridge.base.name': 'br9' }, /br9.*br0/],
])('stops before Terraform, exit code 2: %s', (_, settings, message) => {
  expect(refusal(settings)).toMatchObject({ status: 2, output: expect.stringMatching(message) });
});

test('every problem of the file is told at once, with its place', () => {
  const { output } = refusal({
    'kvm.cpu.percentage': '4',
    'kvm.system.size.gb': '0',
    'kvm.autostart': 'maybe',
  });
  const places = output.match(/quantum_server_config\.xml:\d+:\d+: error/g);
  expect(places).toHaveLength(3);
});

test.each<[string, (xml: string) => string, RegExp]>([
  ['malformed XML', (xml) => xml.replace('</configurations>', ''), /:\d+:\d+: error/],
  ['a DOCTYPE', (xml) => xml.replace('?>', '?><!DOCTYPE a>'), /DOCTYPE/],
  [
    'a property twice',
    (xml) => xml.replace(/(<property name="kvm.prefix.string"[^>]*>)/, '$1\n$1'),
    /kvm\.prefix\.string.*(twice|line)/,
  ],
])('stops before Terraform, exit code 2: %s', (_, edit, message) => {
  project.configure({});
  writeFileSync(project.configFile, edit(readFileSync(project.configFile, 'utf8')));
  expect(project.synthesize()).toMatchObject({ status: 2, output: expect.stringMatching(message) });
});

test.each<[string, () => void, number, RegExp]>([
  ['no configuration', () => rmSync(project.configFile), 2, /no such file/],
  ['no facts', () => rmSync(lockFile), 2, /quantum-kvm check/],
  [
    'facts of another set of hosts',
    () => writeFileSync(lockFile, JSON.stringify({ ...facts, hosts: {} })),
    2,
    new RegExp(`${ADDRESSES[0]}.*quantum-kvm check`),
  ],
  [
    'facts from a newer version',
    () => writeFileSync(lockFile, JSON.stringify({ ...facts, version: 99 })),
    2,
    /newer quantum-kvm/,
  ],
  ['a host with three sockets', () => threeSockets(), 1, /3 .*(1 or 2|one or two)/],
])('stops before Terraform: %s', (_, spoil, status, message) => {
  project.configure({});
  spoil();
  expect(project.synthesize()).toMatchObject({ status, output: expect.stringMatching(message) });
});

function threeSockets(): void {
  const spoiled = Object.entries(facts.hosts).map(([address, host]) => [
    address,
    { ...host, cpu: { ...host.cpu, sockets: 3 } },
  ]);
  writeFileSync(lockFile, JSON.stringify({ ...facts, hosts: Object.fromEntries(spoiled) }));
}
