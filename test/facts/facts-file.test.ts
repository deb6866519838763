import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FleetFacts, HostFacts } from '../../lib/facts/host-facts';
import { Project } from '../../lib/node/project';
import { readFacts, writeFacts } from '../../lib/facts/facts-file';
import { repeatedNames } from '../../lib/facts/repeated-names';
import { DEPLOYMENT_KEY, HOST_KEY } from '../fixtures/public-keys';

const HOST: HostFacts = {
  hostKey: HOST_KEY,
  os: { id: 'debian', idLike: [], version: '12' },
  architecture: 'x86_64',
  cpu: { sockets: 2, coresPerSocket: 32, threadsPerCore: 2, virtualization: 'svm' },
  memoryGib: 251,
  bridges: [
    { name: 'br1', mtu: 1500 },
    { name: 'br0', mtu: 9000 },
  ],
  disks: [
    { path: '/dev/disk/by-id/wwn-2', sizeBytes: 1e12, blank: true },
    { path: '/dev/disk/by-id/wwn-1', sizeBytes: 1e12, blank: false },
  ],
};
const FACTS: FleetFacts = {
  version: 1,
  deployment: {
    publicKey: DEPLOYMENT_KEY,
    installMedia: { path: '/opt/deploy/a.iso', sizeBytes: 7 },
  },
  hosts: { '10.0.0.10': HOST, '10.0.0.9': HOST, '9.0.0.1': HOST },
};

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facts-file-'));
  file = new Project(join(folder, 'config.xml')).factsFile;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the problems say, for a file of this text, of which no host or not that one can be used. */
function told(text: string, address?: string): string {
  writeFileSync(file, text);
  const { facts, problems } = readFacts(file);
  if (address === undefined) expect(facts).toBeUndefined();
  else expect(Object.keys(facts?.hosts ?? {})).not.toContain(address);
  expect(new Set(problems.map(({ host }) => host))).toEqual(new Set([address]));
  return problems
    .map(({ where, what, cure }) => `${where.replace(folder, '')}: ${what}; ${cure}`)
    .join('\n');
}

const changed = (change: object): string => JSON.stringify({ ...FACTS, ...change });

test('it stands beside the XML', () => {
  expect(file).toBe(join(folder, 'hosts.lock.json'));
});

test('what is written is read again, and nothing else is left in the folder', () => {
  expect(writeFacts(file, FACTS)).toBe('written');
  const { facts, problems } = readFacts(file);
  expect(problems).toEqual([]);
  expect(facts?.deployment).toEqual(FACTS.deployment);
  expect(facts?.hosts['10.0.0.9']?.cpu).toEqual(HOST.cpu);
  expect(readdirSync(folder)).toEqual(['hosts.lock.json']);
});

test('hosts are in the order of their numbers, bridges and disks in that of their names', () => {
  writeFacts(file, FACTS);
  const written = JSON.parse(readFileSync(file, 'utf8')) as FleetFacts;
  expect(Object.keys(written.hosts)).toEqual(['9.0.0.1', '10.0.0.9', '10.0.0.10']);
  expect(written.hosts['9.0.0.1']?.bridges.map(({ name }) => name)).toEqual(['br0', 'br1']);
  expect(written.hosts['9.0.0.1']?.disks.map(({ path }) => path.at(-1))).toEqual(['1', '2']);
  expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true);
});

test('the order in which facts come does not matter', () => {
  writeFacts(file, FACTS);
  const before = readFileSync(file);
  const reversed = Object.fromEntries(Object.entries(FACTS.hosts).reverse());
  expect(writeFacts(file, { hosts: reversed, deployment: FACTS.deployment, version: 1 })).toBe(
    'unchanged',
  );
  expect(readFileSync(file)).toEqual(before);
});

test('the same facts leave the file untouched', () => {
  writeFacts(file, FACTS);
  utimesSync(file, 1, 1);
  const { facts } = readFacts(file);
  expect(facts && writeFacts(file, facts)).toBe('unchanged');
  expect(statSync(file).mtimeMs).toBe(1000);
});

test('a missing file is told with its cure', () => {
  const { problems } = readFacts(file);
  expect(problems).toMatchObject([{ severity: 'error', cure: 'run "quantum-kvm check"' }]);
});

test('a newer file is left to the newer program', () => {
  expect(told(changed({ version: 3, more: true }))).toContain(
    'written by a newer quantum-kvm: version 3',
  );
});

test('a file without an identity is read, and written in the newest form', () => {
  writeFileSync(file, JSON.stringify(FACTS));
  const { facts } = readFacts(file);
  expect(facts?.deployment.id).toBeUndefined();
  expect(facts && writeFacts(file, facts)).toBe('written');
  expect(readFileSync(file, 'utf8')).toMatch(/^\{\n {2}"version": 2,/);
});

const ID = '3f2a1c04-77aa-4b1e-9d52-0c3e5a9b1d20';

test('the identity of the deployment stands at the top and is read again', () => {
  writeFacts(file, { ...FACTS, deployment: { publicKey: DEPLOYMENT_KEY, id: ID } });
  expect(readFacts(file).facts?.deployment.id).toBe(ID);
  expect(readFileSync(file, 'utf8').split('\n')[3]).toBe(`    "id": "${ID}",`);
});

test.each([ID.toUpperCase(), `${ID} `, '${timestamp()}', '', ID.slice(1)])(
  'the identity %j is refused',
  (id) => {
    expect(told(changed({ deployment: { publicKey: DEPLOYMENT_KEY, id } }))).toContain(
      'deployment › id: is "',
    );
  },
);

test('two files that were merged into one with two identities are refused, with the lines', () => {
  writeFacts(file, { ...FACTS, deployment: { publicKey: DEPLOYMENT_KEY, id: ID } });
  const line = `    "id": "${ID}",\n`;
  const other = line.replace('3f2a', '0000');
  expect(told(readFileSync(file, 'utf8').replace(line, line + other))).toBe(
    '/hosts.lock.json:5, deployment › id: stands there twice, on the lines 4 and 5, as after a merge of two files; keep the one that the VMs carry: on a host, "virsh metadata VM --uri urn:quantum-kvm:machine" shows it',
  );
});

test('a host that is there twice is refused', () => {
  const host = `"10.0.0.9": ${JSON.stringify(HOST)}`;
  const text = changed({ hosts: {} }).replace('"hosts":{}', `"hosts":{\n${host},\n${host}}`);
  expect(told(text, '10.0.0.9')).toContain(
    'hosts.lock.json:3, hosts › 10.0.0.9: stands there twice, on the lines 2 and 3, as after a merge of two files; restore the entry from version control, or take it out and run "quantum-kvm check"',
  );
});

test.each([
  ['nothing twice', '{"a": {"x": 1}, "b": {"x": "a:\\"x\\":"}, "c": [{"x": 1}, {"x": 2}]}', []],
  ['a name in a list', '{"c": [1, {"x": 1,\n"\\u0078": 2}]}', [['c', '1', 'x']]],
])('repeated names of %s are found', (_, text, paths) => {
  expect(repeatedNames(text).map(({ path }) => path)).toEqual(paths);
});

test.each([
  ['a missing comma', '{\n  "version": 1\n  "hosts": {}\n}', '/hosts.lock.json:3:3: is not JSON'],
  [
    'a merge that was left undone',
    '{\n<<<<<<< HEAD\n}',
    '/hosts.lock.json:2:1: is not JSON: two versions of it were merged',
  ],
  ['an end too early', '{\n  "version": 1,\n', '/hosts.lock.json:3:1: is not JSON'],
  ['nothing', '', '/hosts.lock.json:1:1: is not JSON'],
])('%s is told with its place', (_, text, said) => {
  expect(told(text)).toContain(said);
});

test.each([
  ['an unknown name', { extra: 1 }, '"extra"'],
  ['a host that is no address', { hosts: { kvm1: HOST } }, 'hosts › kvm1'],
  ['a list of hosts', { hosts: [HOST] }, 'hosts: is a list of 1'],
  ['no version', { version: undefined }, 'version'],
])('%s is refused with its place', (_, change, said) => {
  expect(told(changed(change))).toContain(said);
});

test.each<[string, unknown, string]>([
  ['an unknown name', { ...HOST, memory: 1 }, 'hosts › 10.0.0.9: has the unknown name "memory"'],
  ['a wrong type', { ...HOST, memoryGib: '251' }, 'hosts › 10.0.0.9 › memoryGib: is "251"'],
  ['a host key with a line break', { ...HOST, hostKey: 'a b\nc' }, 'hosts › 10.0.0.9 › hostKey'],
  [
    'a disk by a name that changes',
    { ...HOST, disks: [{ path: '/dev/sda', sizeBytes: 1, blank: true }] },
    'hosts › 10.0.0.9 › disks › 0 › path',
  ],
  ['nothing', null, 'hosts › 10.0.0.9: is null'],
  ['a text', 'x', 'hosts › 10.0.0.9: is "x"'],
  ['a list', [], 'hosts › 10.0.0.9: is a list of 0'],
  ['nothing of a host', {}, 'hosts › 10.0.0.9 › hostKey: is missing'],
])('%s in the entry of a host is a matter of that host', (_, entry, said) => {
  const text = changed({ hosts: { '10.0.0.8': HOST, '10.0.0.9': entry, '10.0.0.10': HOST } });
  expect(told(text, '10.0.0.9')).toContain(said);
  expect(Object.keys(readFacts(file).facts?.hosts ?? {})).toEqual(['10.0.0.8', '10.0.0.10']);
});

test.each([
  ['a name of its own', ',"memoryGib":1}', 'hosts › 10.0.0.9 › memoryGib: stands there twice'],
  ['one below', ',"os":{"id":"a","id":"b"}}', 'hosts › 10.0.0.9 › os'],
])('so is %s that it has twice', (_, end, said) => {
  const hosts = `{"10.0.0.8":${JSON.stringify(HOST)},"10.0.0.9":${JSON.stringify(HOST).slice(0, -1)}${end}}`;
  const text = changed({ hosts: {} }).replace('"hosts":{}', `"hosts":${hosts}`);
  expect(told(text, '10.0.0.9')).toContain(said);
  expect(Object.keys(readFacts(file).facts?.hosts ?? {})).toEqual(['10.0.0.8']);
});

test('two lists of hosts, as a merge leaves them, are refused altogether', () => {
  const text = changed({}).replace(/\}$/, ',"hosts":{}}');
  expect(told(text)).toContain('hosts: stands there twice');
});

test('what keeps the file from being read has the cure for that, and no other', () => {
  mkdirSync(file);
  expect(readFacts(file).problems).toMatchObject([
    {
      what: 'cannot be read: it is a folder, and has to be a file (EISDIR)',
      cure: 'move it away, or name the file',
    },
  ]);
});

const disk = (path: string) => ({
  hosts: { '10.0.0.9': { ...HOST, disks: [{ path, sizeBytes: 1, blank: true }] } },
});

test('a value that has not the form of its kind is shown, with what is allowed', () => {
  writeFileSync(file, changed(disk('/dev/disk/by-id/wwn-1${"\u001b[2J"}')));
  expect(readFacts(file).problems).toMatchObject([
    {
      where: `${file}, hosts › 10.0.0.9 › disks › 0 › path`,
      what: 'is "/dev/disk/by-id/wwn-1${"\\u{1b}[2J"}"',
      allowed: expect.stringContaining('/dev/disk/by-id/NAME of a whole disk') as string,
    },
  ]);
});

test.each([
  ['a disk outside of its folder', disk('/dev/disk/by-id/../../../etc/shadow')],
  ['a bridge', { hosts: { '10.0.0.9': { ...HOST, bridges: [{ name: 'br 0', mtu: 1500 }] } } }],
  ['an architecture', { hosts: { '10.0.0.9': { ...HOST, architecture: '${timestamp()}' } } }],
  ['a system', { hosts: { '10.0.0.9': { ...HOST, os: { ...HOST.os, version: '%{ if true }' } } } }],
  ['an address of a card', { hosts: { '10.0.0.9': { ...HOST, adopted: { macs: { br0: 'x' } } } } }],
  [
    'a bridge of a card',
    { hosts: { '10.0.0.9': { ...HOST, adopted: { macs: { '${a}': '02:00:00:00:00:01' } } } } },
  ],
  ['a key', { deployment: { publicKey: 'ssh-ed25519 AAAA' } }],
  [
    'a medium',
    { deployment: { ...FACTS.deployment, installMedia: { path: '/etc/shadow', sizeBytes: 7 } } },
  ],
])('%s of another form is refused', (_, change) => {
  writeFileSync(file, changed(change));
  const { facts, problems } = readFacts(file);
  expect(problems).not.toEqual([]);
  expect(Object.keys(facts?.hosts ?? {})).toEqual([]);
});

test('a file of nothing but such values makes a bounded number of lines', () => {
  const bridges = Array.from({ length: 3000 }, (_, i) => ({ name: `br ${i}`, mtu: 1500 }));
  writeFileSync(file, changed({ hosts: { '10.0.0.9': { ...HOST, bridges } } }));
  expect(readFacts(file).problems).toHaveLength(20);
});
