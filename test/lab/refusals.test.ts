import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetFacts } from '../../lib/facts/host-facts';
import { done, Project } from './support/project';

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

test.each<[string, Record<string, string | null>, RegExp]>([
  ['percentage 81', { 'kvm.cpu.percentage': '81' }, /"81".*5…80/],
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
