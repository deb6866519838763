import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERSION, platform, programFile } from '../../../lib/node/provider/bundled-provider';
import { UnknownProvider } from '../../../lib/node/provider/provider-digest';
import { ProviderMirror } from '../../../lib/node/provider/provider-mirror';
import { Project } from '../../../lib/node/project';
import { buildProviderBelow } from '../../fixtures/built-provider';

let folder: string;
let project: Project;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  project = new Project(join(folder, 'site', 'config.xml'));
  mkdirSync(project.folder);
  buildProviderBelow(folder, 'program');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function stack(): string {
  const place = join(project.folder, 'cdktf.out', 'stacks', 'host-127-0-0-1');
  mkdirSync(place, { recursive: true });
  return place;
}

const inMirror = (place: string, type: string) =>
  join(
    ...[place, 'terraform.d/plugins/terraform.local/quantum-kvm', type, VERSION, platform()],
    `terraform-provider-${type}_v${VERSION}`,
  );

test.each(['libvirt', 'null'])('a stack finds the provider %s, which is the one program', (type) => {
  const place = stack();
  ProviderMirror.make(project).linkFrom(place);
  expect(readFileSync(inMirror(place, type), 'utf8')).toBe('program');
  expect(statSync(inMirror(place, type)).ino).toBe(statSync(programFile()).ino);
});

test('a stack leads to its project wherever that is moved', () => {
  const place = stack();
  ProviderMirror.make(project).linkFrom(place);
  expect(readlinkSync(join(place, 'terraform.d/plugins'))).toMatch(
    /^\.\.\/\.\.\/\.\.\/\.\.\/\.quantum-kvm\/providers\/[^/]+$/,
  );
});

test('another program has another mirror, and what led to the old one leads to it', () => {
  const place = stack();
  const old = ProviderMirror.make(project);
  old.linkFrom(place);
  const before = readlinkSync(join(place, 'terraform.d/plugins'));
  buildProviderBelow(join(folder, 'newer'), 'newer');
  ProviderMirror.make(project).linkFrom(place);
  expect(readlinkSync(join(place, 'terraform.d/plugins'))).not.toBe(before);
  expect(readFileSync(inMirror(place, 'libvirt'), 'utf8')).toBe('newer');
});

test('a package that was moved is found again', () => {
  const place = stack();
  ProviderMirror.make(project).linkFrom(place);
  buildProviderBelow(join(folder, 'elsewhere'), 'program');
  ProviderMirror.make(project);
  expect(statSync(inMirror(place, 'null')).ino).toBe(statSync(programFile()).ino);
});

test('the private folder that it stands in keeps itself out of version control', () => {
  ProviderMirror.make(project);
  expect(readFileSync(join(project.privateFolder, '.gitignore'), 'utf8')).toBe('*\n');
});

test('a place that something else has is named', () => {
  const place = stack();
  mkdirSync(join(place, 'terraform.d'), { recursive: true });
  mkdirSync(join(place, 'terraform.d/plugins/mine'), { recursive: true });
  const mirror = ProviderMirror.make(project);
  expect(() => mirror.linkFrom(place)).toThrow(join(place, 'terraform.d/plugins'));
});

test('without what the build recorded there is none', () => {
  writeFileSync(join(folder, 'provider', `${platform()}.sha256`), 'any');
  expect(() => ProviderMirror.make(project)).toThrow(UnknownProvider);
});
