import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblems } from '../../../lib/config/problem';
import { readFacts } from '../../../lib/facts/facts-file';
import { DEPLOYMENT_KEY, HOST_KEY } from '../../fixtures/public-keys';

const HOST = {
  hostKey: HOST_KEY,
  os: { id: 'debian', idLike: [], version: '12' },
  architecture: 'x86_64',
  cpu: { sockets: 2, coresPerSocket: 32, threadsPerCore: 2, virtualization: 'svm' },
  memoryGib: 251,
  bridges: [],
  disks: [],
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lock-file-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** What the operator reads of a file with this content. */
function told(content: unknown): string[] {
  const file = join(folder, 'hosts.lock.json');
  writeFileSync(file, JSON.stringify(content));
  const { facts, problems } = readFacts(file);
  expect(facts?.hosts ?? {}).toEqual({});
  return formatProblems(problems).replaceAll(`${folder}/`, '').split('\n');
}

const fleet = (hosts: object) => ({ version: 1, deployment: { publicKey: DEPLOYMENT_KEY }, hosts });
const host = (change: object) => fleet({ '10.0.0.1': { ...HOST, ...change } });

test.each([
  ['a list', [], 'hosts.lock.json: error: is a list of 0; allowed: names and values in { };'],
  ['nothing', null, 'hosts.lock.json: error: is null; allowed: names and values in { };'],
  ['text for a number', host({ memoryGib: '1' }), '› memoryGib: error: is "1"; allowed: a number;'],
  [
    'half a number',
    host({ memoryGib: 1.5 }),
    '› memoryGib: error: is 1.5; allowed: a whole number;',
  ],
  [
    'no memory',
    host({ memoryGib: undefined }),
    '› memoryGib: error: is missing; allowed: a number;',
  ],
  [
    'a number that is too small',
    host({ cpu: { ...HOST.cpu, sockets: 0 } }),
    '› sockets: error: is 0; allowed: at least 1;',
  ],
  [
    'another virtualization',
    host({ cpu: { ...HOST.cpu, virtualization: 'x' } }),
    '› virtualization: error: is "x"; allowed: vmx, svm, none;',
  ],
  [
    'a name of our own',
    host({ 'a\u202eb': 1 }),
    'has the unknown name "a\\u{202e}b"; allowed: what quantum-kvm writes',
  ],
  ['an address that is none', fleet({ kvm1: HOST }), '› kvm1: error: '],
  [
    'too many disks',
    host({
      disks: Array.from({ length: 9000 }, (_, i) => ({
        path: `/dev/disk/by-id/wwn-0x${i}`,
        sizeBytes: 1,
        blank: true,
      })),
    }),
    '› disks: error: is a list of 9000; allowed: at most 4096 of them;',
  ],
])('%s is one sentence with its place and what is allowed', (_, content, said) => {
  const lines = told(content);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(said);
  expect(lines[0]).toMatch(/restore the (?:file|entry) from version control/);
  expect(lines[0]).not.toMatch(/invalid|expected|received/i);
});

test('of many hosts that are wrong, so many are told, and the others are counted', () => {
  const addresses = Array.from({ length: 5000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
  const lines = told(fleet(Object.fromEntries(addresses.map((address) => [address, {}]))));
  expect(lines.length).toBeLessThan(110);
  expect(lines.at(-1)).toMatch(/… and \d{5} more/);
});

test('all faults are told at once, so many of them, and the others are counted', () => {
  const hosts = Object.fromEntries(Array.from({ length: 94_530 }, (_, i) => [`h${i}`, {}]));
  const lines = told(fleet(hosts));
  expect(lines).toHaveLength(20);
  expect(lines.join('\n').length).toBeLessThan(10_000);
  expect(lines).toContainEqual(expect.stringMatching(/has \d{5,} more faults/));
});
