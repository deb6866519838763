import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeploymentInput } from '../../../stacks/deployment-input';
import { formatProblems, hasErrors } from '../../../lib/config/problem';
import { quantumKvm } from '../../cli/terminal';
import { xml } from '../../config/sample';
import { HOSTILE, Place, honest, placesIn, renamed, replaced } from '../programs/lock-file';

const ADDRESS = '192.168.12.34';

let folder: string;
let config: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-file-'));
  config = join(folder, 'quantum_server_config.xml');
  writeFileSync(
    config,
    xml({ 'kvm.host.range': ADDRESS, 'kvm.data.disks': 'blank', 'kvm.install.media': 'none' }),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the deployment makes of this lock file. */
function input(document: unknown) {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  writeFileSync(join(folder, 'hosts.lock.json'), text);
  return readDeploymentInput(config);
}

const at = (...place: string[]): Place => ['hosts', ADDRESS, ...place];

test('the honest one makes a host', () => {
  const { specs, problems } = input(honest());
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(specs).toHaveLength(1);
});

const PLAIN = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;

/** Refuses a document, on a few lines of plain characters. */
function expectRefused(document: unknown, place: Place): void {
  const { problems } = input(document);
  const told = formatProblems(problems);
  const where = place.join(' › ');
  expect([where, hasErrors(problems)]).toEqual([where, true]);
  for (const line of told.split('\n')) expect(line).toMatch(PLAIN);
  expect(told.length).toBeLessThan(2000);
}

test.each(HOSTILE)('%j is refused as every value of the file', (text) => {
  for (const place of placesIn(honest())) {
    expectRefused(replaced(honest(), place, text), place);
  }
});

const NAMES: readonly Place[] = [
  ['version'],
  ['deployment', 'publicKey'],
  ['hosts', ADDRESS],
  at('architecture'),
  at('disks', '0', 'path'),
  at('adopted', 'macs', 'br0'),
];

test.each(HOSTILE)('%j is refused as every name in the file', (text) => {
  for (const place of NAMES) expectRefused(renamed(honest(), place, text), place);
});

const KEY = 'the private key of the deployment';

test.each<[string, Place, unknown, string]>([
  [
    `an expression that reads ${KEY}`,
    at('disks', '0', 'path'),
    '/dev/disk/by-id/wwn-0x5${file("${path.module}/../../../.quantum-kvm/id_ed25519")}',
    'allowed: /dev/disk/by-id/NAME of a whole disk',
  ],
  [
    'a command in an escaped quote',
    at('disks', '0', 'path'),
    '/dev/disk/by-id/wwn-1${"\\u0027; touch /root/X; : \\u0027"}',
    'allowed: /dev/disk/by-id/NAME of a whole disk',
  ],
  [
    'a file of the host as a blank disk',
    at('disks', '0', 'path'),
    '/dev/disk/by-id/../../../etc/shadow',
    'allowed: /dev/disk/by-id/NAME of a whole disk',
  ],
  [
    'a file of this machine as install medium',
    ['deployment', 'installMedia', 'path'],
    '/etc/shadow',
    'allowed: /opt/deploy/NAME.iso',
  ],
])('%s: plan ends with exit code 2 and the place', async (_, place, value, allowed) => {
  input(replaced(honest(), place, value));
  const { exitCode, stdout, stderr } = await quantumKvm('plan', '--config', config);
  expect(exitCode).toBe(2);
  expect(stdout).not.toMatch(/planned|no changes/);
  expect(stderr).toContain(`hosts.lock.json, ${place.join(' › ')}: error: is "`);
  expect(stderr).toContain(allowed);
});

test.each([
  '{"version":1,"deployment":{},"hosts":{"__proto__":{"hostKey":"x"}}}',
  '[]',
  'null',
  '"text"',
  '{"version":"1"}',
  '{"version":1e400}',
  `{"version":1,"hosts":${'{"a":'.repeat(20000)}1${'}'.repeat(20000)}}`,
  '\ufeff{}',
  '\0',
])('a document of another shape is refused as well: %.40j', (text) => {
  const { specs, problems } = input(text);
  expect(specs).toEqual([]);
  expect(hasErrors(problems)).toBe(true);
  expect(formatProblems(problems).length).toBeLessThan(8000);
});
