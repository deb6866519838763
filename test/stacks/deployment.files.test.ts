import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hostScriptText } from '../../lib/host-scripts/script-text';
import { Deployment } from '../../stacks/deployment';
import { hostSpec } from '../fixtures/host-spec';
import { Project } from '../../lib/node/project';
import { programFile } from '../../lib/node/provider/bundled-provider';
import { UnknownProvider } from '../../lib/node/provider/provider-digest';
import { buildProviderBelow } from '../fixtures/built-provider';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  buildProviderBelow(join(folder, 'home'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Synthesizes one host and gives the paths of the files of its stack. */
function synthesize(): string[] {
  const input = {
    project: new Project(join(folder, 'config.xml')),
    specs: [hostSpec()],
    problems: [],
  };
  new Deployment({ input, outdir: folder }).synth();
  const stack = join(folder, 'stacks', hostSpec().stackId);
  return readdirSync(stack, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const only = (files: string[], part: RegExp): string => {
  const found = files.filter((file) => part.test(file));
  expect(found).toHaveLength(1);
  return found[0]!;
};

test.each(['check.sh', 'install.sh'] as const)('a stack holds %s whole', (script) => {
  const file = only(synthesize(), new RegExp(`/${script}$`));
  expect(readFileSync(file, 'utf8')).toBe(hostScriptText(script));
});

test('a second synthesis leaves the scripts untouched, and mends one that was changed', () => {
  const files = synthesize();
  const same = only(files, /check\.sh/);
  const changed = only(files, /install\.sh/);
  const { ino, mtimeNs } = statSync(same, { bigint: true });
  const text = readFileSync(changed, 'utf8');
  writeFileSync(changed, 'exit 0\n');
  expect(synthesize()).toEqual(files);
  expect(statSync(same, { bigint: true })).toMatchObject({ ino, mtimeNs });
  expect(readFileSync(changed, 'utf8')).toBe(text);
});

test('scripts of an earlier version are removed', () => {
  const files = synthesize();
  const earlier = join(only(files, /check\.sh/), '..', '..', 'EARLIER');
  mkdirSync(earlier);
  writeFileSync(join(earlier, '10-records.sh'), '');
  expect(synthesize()).toEqual(files);
});

test('without the digest that the build recorded nothing pins the provider, which is said', () => {
  rmSync(`${dirname(programFile())}.sha256`);
  expect(synthesize).toThrow(UnknownProvider);
  expect(synthesize).toThrow('what the provider must be is not known: ');
});

test('the lock file pins what was built, not what stands where the provider is installed', () => {
  const lock = () => readFileSync(only(synthesize(), /\.terraform\.lock\.hcl$/), 'utf8');
  const before = lock();
  writeFileSync(programFile(), 'hostile');
  expect(lock()).toBe(before);
});

test('an error of the program keeps its stack trace', () => {
  const spec = { ...hostSpec(), machine: null as never };
  const input = { project: new Project(join(folder, 'config.xml')), specs: [spec], problems: [] };
  const failed = (): unknown => {
    try {
      return new Deployment({ input, outdir: folder });
    } catch (error) {
      return (error as Error).stack;
    }
  };
  expect(failed()).toContain('deployment.ts');
});
