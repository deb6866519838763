import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeFacts, factsIn, recordFacts } from '../../lib/facts/facts-record';
import { FileLock } from '../../lib/node/file/file-lock';
import { Project } from '../../lib/node/project';
import { facts, fleet } from '../machine/sample';

let folder: string;
let project: Project;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facts-'));
  project = new Project(join(folder, 'config.xml'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const of = (...addresses: string[]) =>
  fleet(Object.fromEntries(addresses.map((address) => [address, facts])));
const FIRST = of('192.168.12.34');
const SECOND = of('192.168.12.35');
const text = () => readFileSync(project.factsFile, 'utf8');

test('what a check has found is written, and written once', async () => {
  expect(await recordFacts(project, FIRST, factsIn(project))).toBe('written');
  expect(await recordFacts(project, FIRST, factsIn(project))).toBe('unchanged');
});

test('of two checks at a time the later one does not undo what the other has written', async () => {
  const before = factsIn(project);
  expect(await recordFacts(project, FIRST, before)).toBe('written');
  const written = text();
  expect(await recordFacts(project, SECOND, before)).toEqual({
    fault: 'another command has written it since the check began; run "quantum-kvm check" again',
  });
  expect(text()).toBe(written);
});

test('a change is one of what the file says now', async () => {
  await recordFacts(project, FIRST, undefined);
  changeFacts(project, (known) => ({ ...known, hosts: { ...known.hosts, ...SECOND.hosts } }));
  expect(Object.keys(JSON.parse(text()).hosts)).toEqual(['192.168.12.34', '192.168.12.35']);
});

test('while another command writes the file, nothing is changed', async () => {
  await recordFacts(project, FIRST, undefined);
  const lock = FileLock.take(project.factsLockFile);
  const change = () => changeFacts(project, () => SECOND);
  expect(change).toThrow('nothing was changed: another command is writing hosts.lock.json');
  lock?.release();
  change();
  expect(text()).toContain('192.168.12.35');
});

test('why the file cannot be written is told', async () => {
  writeFileSync(join(folder, '.quantum-kvm'), '');
  expect(await recordFacts(project, FIRST, undefined)).toEqual({
    fault: expect.stringContaining('.quantum-kvm'),
  });
});
