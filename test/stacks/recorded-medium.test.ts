import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblems } from '../../lib/config/problem';
import { Project } from '../../lib/node/project';
import { mediumProblems } from '../../stacks/recorded-medium';
import { hostSpec } from '../fixtures/host-spec';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recorded-medium-'));
  file = join(folder, 'dbs.iso');
});
afterEach(() => rmSync(folder, { recursive: true }));

const sha256 = createHash('sha256').update('one').digest('hex');

/** What is said of the file where this is recorded of it. */
function told(recorded = {}, specs = [hostSpec({ installMediaBytes: 3 })]): string {
  const project = new Project(join(folder, 'f.xml'));
  const media = { path: file, sizeBytes: 3, sha256, ...recorded };
  return formatProblems(mediumProblems(specs, media, project)).replaceAll(folder, '');
}

test('the recorded file is taken, and one that is not here is uploaded by nobody', () => {
  expect(told()).toBe('');
  writeFileSync(file, 'one');
  expect(told()).toBe('');
});

test('a file of another size, or another content of that size, is refused with both', () => {
  writeFileSync(file, 'three');
  expect(told()).toBe(
    '/hosts.lock.json: error: the install medium /dbs.iso has 5 bytes, recorded are 3; ' +
      'allowed: the file that quantum-kvm check recorded; put that file back, or run "quantum-kvm check" and review what it records',
  );
  writeFileSync(file, 'two');
  const found = createHash('sha256').update('two').digest('hex');
  expect(told()).toContain(`has the SHA-256 ${found}, recorded is ${sha256}`);
});

test('where some hosts do without it, it is the failure of the others alone', () => {
  writeFileSync(file, 'three');
  const [other] = [hostSpec()].map((spec) => ({ ...spec, address: '192.168.12.99' }));
  expect(told({}, [hostSpec({ installMediaBytes: 3 }), other!])).toMatch(
    /^192\.168\.12\.34: \/hosts\.lock\.json: error: the install medium/,
  );
});

test('a folder is no file', () => {
  mkdirSync(file);
  expect(told()).toContain('is not a file');
});

test('hosts that get another medium, or none, do not mind', () => {
  writeFileSync(file, 'two');
  expect(told({}, [hostSpec()])).toBe('');
});
