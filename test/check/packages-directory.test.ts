import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfiguration } from '../../lib/config/parse-configuration';
import { checkPackagesDirectories } from '../../lib/check/packages-directory';
import { Project } from '../../lib/node/project';
import { xml } from '../config/sample';

let folder: string;
/** Content of files that are not empty. */
let filled: Record<string, string>;
beforeEach(() => {
  filled = {};
  folder = mkdtempSync(join(tmpdir(), 'packages-directory-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function checked(directory: string | undefined, ...files: string[]) {
  mkdirSync(join(folder, 'packages'));
  const all = { ...Object.fromEntries(files.map((file) => [file, ''])), ...filled };
  for (const [file, content] of Object.entries(all))
    writeFileSync(join(folder, 'packages', file), content);
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

describe('a folder that kit-packages filled', () => {
  const sum = (content: string) => createHash('sha256').update(content).digest('hex');

  function checkedKit(content: string, ...others: string[]) {
    const sums = `# debian 12 x86_64\n${sum('')}  a.deb\n${sum(content)}  b.deb\n`;
    filled = { SHA256SUMS: sums };
    return checked('packages', 'a.deb', ...others);
  }

  test('passes with the system that it is for', () => {
    const [[verdict, message] = []] = checkedKit('', 'b.deb');
    expect(verdict).toBe('pass');
    expect(message).toMatch(/: 2 packages for debian 12 x86_64, as SHA256SUMS has them$/);
  });

  test.each([
    ['that differs', 'other', ['b.deb']],
    ['that is missing', '', []],
  ])('fails with the name of a package %s', (_, content, others) => {
    const [[verdict, message] = []] = checkedKit(content, ...others);
    expect(verdict).toBe('fail');
    expect(message).toMatch(/is not as its SHA256SUMS says: b\.deb missing or different$/);
  });

  test('fails while it is not complete', () => {
    expect(checkedKit('', 'b.deb', '.partial')).toEqual([
      ['fail', expect.stringMatching(/is not complete: it holds \.partial$/)],
    ]);
  });
});
