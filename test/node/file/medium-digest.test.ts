import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediumDigest } from '../../../lib/node/file/medium-digest';
import { Project } from '../../../lib/node/project';

let folder: string;
let file: string;
let project: Project;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medium-'));
  file = join(folder, 'dbs.iso');
  project = new Project(join(folder, 'f.xml'));
  writeFileSync(file, 'one');
});
afterEach(() => rmSync(folder, { recursive: true }));

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

test('the digest is that of the file, and is kept for its owner alone', () => {
  expect(mediumDigest(file, project)).toBe(digestOf('one'));
  expect(statSync(project.mediumDigestFile).mode & 0o777).toBe(0o600);
});

test('a file that did not change is not read again', () => {
  mediumDigest(file, project);
  const kept = readFileSync(project.mediumDigestFile, 'utf8');
  writeFileSync(project.mediumDigestFile, kept.replace(digestOf('one'), 'a'.repeat(64)));
  expect(mediumDigest(file, project)).toBe('a'.repeat(64));
});

test('another content of the same size and times is another file', () => {
  utimesSync(file, 1, 1);
  mediumDigest(file, project);
  writeFileSync(file, 'two');
  utimesSync(file, 1, 1);
  expect(mediumDigest(file, project)).toBe(digestOf('two'));
});

test.each(['', '{', '{"stamp":1}', '{"stamp":"x","sha256":"${a}"}', '[]'])(
  'what is kept is believed in its own form alone: %s',
  (text) => {
    mediumDigest(file, project);
    writeFileSync(project.mediumDigestFile, text);
    expect(mediumDigest(file, project)).toBe(digestOf('one'));
  },
);
