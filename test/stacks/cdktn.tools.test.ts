import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ADDRESSES, FleetProject } from '../cli/fleet-project';
import { ran } from '../lab/support/command';

jest.setTimeout(300_000);

const ROOT = resolve(__dirname, '..', '..');
const BINDINGS = '@cdktf/provider-libvirt';
const SUCCESSOR = 'npm:cdktn@0.24.0';
/** The last that the successor takes. */
const CONSTRUCTS = '10.7.2';

/** This package as it is built, with cdktn in the place of cdktf. */
let moved: string;
beforeAll(() => {
  moved = mkdtempSync(join(tmpdir(), 'cdktn-'));
  const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { [BINDINGS]: _, ...others } = dependencies;
  const manifest = {
    name: 'quantum-kvm',
    version,
    private: true,
    dependencies: { ...others, cdktf: SUCCESSOR, constructs: CONSTRUCTS },
    overrides: { cdktf: '$cdktf' },
  };
  writeFileSync(join(moved, 'package.json'), JSON.stringify(manifest));
  const quick = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const { status, stderr } = ran('npm', ['install', ...quick], { cwd: moved, timeout: 240_000 });
  if (status !== 0) throw new Error(stderr);
  const bindings = join('node_modules', BINDINGS);
  for (const part of ['lib', 'package.json'])
    cpSync(join(ROOT, bindings, part), join(moved, bindings, part), { recursive: true });
  cpSync(join(ROOT, 'dist'), join(moved, 'dist'), { recursive: true });
});
afterAll(() => rmSync(moved, { recursive: true }));

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

type Files = Record<string, string>;

/** All files that a program writes for the site, by path. */
function synthesized(program: string): Files {
  const out = join(project.folder, 'cdktf.out');
  const run = ran('node', [join(program, 'dist', 'main.js')], { cwd: project.folder });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const entries = readdirSync(out, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  const all = texts.map((file) => [file.slice(out.length + 1), readFileSync(file, 'utf8')]);
  rmSync(out, { recursive: true });
  return Object.fromEntries(all);
}

/** The version of the library that a stack or the manifest was written by. */
const STAMP = /"version": "0\.\d+\.\d+"/;

/** Without it, and as what JSON says: cdktn writes an empty object in one line. Names stay in their order. */
function meaning(files: Files): Files {
  const texts = Object.entries(files).map(([name, text]) => [
    name,
    text.replace(STAMP, '"version": ""'),
  ]);
  return Object.fromEntries(
    texts.map(([name, text]) => [name, name!.endsWith('.json') ? oneLine(text!) : text]),
  );
}

const oneLine = (json: string) => JSON.stringify(JSON.parse(json));

const stampsOf = (files: Files) => [
  ...new Set(Object.values(files).flatMap((text) => STAMP.exec(text) ?? [])),
];

test.each(['bundled', 'registry'])(
  'the stacks of %s providers are the same with cdktn, but for its version',
  (providers) => {
    project.configure(ADDRESSES, { 'kvm.providers': providers });
    const [present, successor] = [ROOT, moved].map(synthesized) as [Files, Files];
    expect(stampsOf(present)).toEqual(['"version": "0.21.0"']);
    expect(stampsOf(successor)).toEqual(['"version": "0.24.0"']);
    expect(Object.keys(present).filter((name) => name.endsWith('cdk.tf.json'))).toHaveLength(
      ADDRESSES.length * (providers === 'registry' ? 2 : 1),
    );
    expect(meaning(successor)).toEqual(meaning(present));
  },
);
