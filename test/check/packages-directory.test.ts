import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfiguration } from '../../lib/config/parse-configuration';
import { checkPackagesDirectories } from '../../lib/check/packages-directory';
import { Project } from '../../lib/node/project';
import { xml } from '../config/sample';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packages-directory-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function checked(directory: string | undefined, ...files: string[]) {
  mkdirSync(join(folder, 'packages'));
  for (const file of files) writeFileSync(join(folder, 'packages', file), '');
  const text = xml({ 'kvm.packages.directory': directory });
  const { configuration } = parseConfiguration(text, 'c.xml');
  const project = new Project(join(folder, 'c.xml'));
  return checkPackagesDirectories(project, configuration!).map(({ verdict, message }) => [
    verdict,
    message,
  ]);
}

test('without the property there is nothing to check', () => {
  expect(checked(undefined)).toEqual([]);
});

test('a folder beside the XML passes, once for all hosts, with the number of its packages', () => {
  const path = join(folder, 'packages');
  expect(checked('packages', 'a.deb', 'b.rpm', 'README')).toEqual([
    ['pass', `${path}: 2 packages`],
  ]);
});

test.each([
  ['without packages', 'packages', 'holds no .deb and no .rpm file'],
  ['that is not there', 'elsewhere', 'does not exist'],
  ['that is a file', 'packages/README', 'cannot be read: ENOTDIR'],
])('a folder %s fails', (_, directory, said) => {
  const [[verdict, message] = []] = checked(directory, 'README');
  expect(verdict).toBe('fail');
  expect(message).toContain(said);
});
