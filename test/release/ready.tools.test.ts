import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ran } from '../lab/support/command';
import { ReleaseCheckout } from './release-checkout';

const ROOT = resolve(__dirname, '..', '..');

let checkout: ReleaseCheckout;
let folder: string;
beforeAll(() => {
  checkout = ReleaseCheckout.make();
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
});
afterAll(() => {
  checkout.remove();
  rmSync(folder, { recursive: true });
});
afterEach(() => checkout.reset());

function program(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

const nodeFault = (file: string) => ran(join(ROOT, 'scripts/release/node-fault.sh'), [file]);

test('all that stands in the way of a release is said at once, and nothing is written', () => {
  const changelog = join(checkout.folder, 'CHANGELOG.md');
  writeFileSync(changelog, readFileSync(changelog, 'utf8').replace(/^## \[.*\]/m, '## [0.0.7]'));
  const { status, stderr } = checkout.release('--terraform', join(folder, 'none'));
  expect(status).toBe(1);
  expect(stderr).toContain('the checkout holds what is not committed');
  expect(stderr).toContain(
    'the newest heading of CHANGELOG.md is [0.0.7]: allowed is one version in both',
  );
  expect(stderr).toContain('none is no program: name Terraform');
  expect(ran('ls', [join(checkout.folder, 'release')]).status).not.toBe(0);
});

test('a Terraform without its licence text is refused, with the option that names it', () => {
  const answer = '{"terraform_version": "1.12.0", "platform": "linux_amd64"}';
  const terraform = program('tofu', `#!/bin/sh\necho '${answer}'\n`);
  writeFileSync(join(folder, 'LICENSE'), 'The license of something else');
  const { status, stderr } = checkout.release('--terraform', terraform);
  expect(status).toBe(1);
  expect(stderr).toContain(
    `the licence text of ${terraform} is not beside it: name it with --terraform-licence FILE`,
  );
});

test('what is no Terraform is refused', () => {
  const { stderr } = checkout.release('--terraform', '/bin/true');
  expect(stderr).toContain('/bin/true does not answer "version -json" as Terraform or OpenTofu');
});

test.each(['--nothing x', '--out'])('%s is no command line', (line) => {
  const { status, stderr } = checkout.release(...line.split(' '));
  expect(status).toBe(2);
  expect(stderr).toContain('usage: scripts/release.sh');
});

test.each([
  ['libnode.so.108 ld-linux-x86-64.so.2', 'needs libnode'],
  ['GLIBC_2.29 ld-linux-x86-64.so.2', 'needs glibc 2.29, newer than 2.28'],
  ['GLIBC_2.28 GLIBCXX_3.4.26 ld-linux-x86-64.so.2', 'needs libstdc++ with GLIBCXX_3.4.26'],
  ['ld-musl-x86_64.so.1', 'is not made for the GNU C library'],
])('a Node.js with %s is refused: it %s', (text, sentence) => {
  const { status, stderr } = nodeFault(program('node', text.replaceAll(' ', '\0')));
  expect(status).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('build the kit with a Node.js of nodejs.org');
});

test('a Node.js for glibc 2.28 and the C++ library of GCC 8 is taken', () => {
  const text = 'GLIBC_2.9\0GLIBC_2.28\0GLIBCXX_3.4.25\0ld-linux-x86-64.so.2\0';
  expect(nodeFault(program('node', text)).status).toBe(0);
});

test('a bill of materials says nothing of when and where it was made', () => {
  const bill = (time: string, parts: string[]) => {
    const file = join(folder, 'bill.json');
    const components = parts.map((name) => ({ name, externalReferences: [{ url: 'file:/x' }] }));
    writeFileSync(
      file,
      JSON.stringify({ serialNumber: time, metadata: { timestamp: time }, components }),
    );
    return ran('node', [join(ROOT, 'scripts/release/bill.js'), file]).stdout;
  };
  expect(bill('1', ['a', 'b'])).toBe(bill('2', ['b', 'a']));
  expect(JSON.parse(bill('1', ['a'])).components).toEqual([{ name: 'a', externalReferences: [] }]);
});
