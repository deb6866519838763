import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SynthesizedStack } from '../../stacks/synthesized-stack';

let parent: string;
beforeEach(() => {
  parent = join(mkdtempSync(join(tmpdir(), 'stacks-')), 'host-1');
});
afterEach(() => rmSync(join(parent, '..'), { recursive: true }));

const FILES = { 'cdk.tf.json': '{}', 'assets/A/install.sh': 'exit 0\n' };
const folderOf = (files: Record<string, string> = FILES) =>
  new SynthesizedStack(parent, new Map(Object.entries(files)));
const put = (files?: Record<string, string>) => {
  const folder = folderOf(files);
  folder.put();
  return folder;
};
const HOUR_MS = 3_600_000;

/** Nobody has used it for this long. */
function age(folder: SynthesizedStack, hours: number): void {
  const then = new Date(Date.now() - hours * HOUR_MS);
  utimesSync(folder.path, then, then);
}

test('one content has one folder, another one another', () => {
  const folder = put();
  expect(put().path).toBe(folder.path);
  expect(readFileSync(join(folder.path, 'assets/A/install.sh'), 'utf8')).toBe('exit 0\n');
  const other = put({ ...FILES, 'cdk.tf.json': '{ }' });
  expect(other.path).not.toBe(folder.path);
  expect(other.others).toEqual([folder.path]);
  expect(readdirSync(parent)).toHaveLength(2);
  expect([folder.fault(), other.fault()]).toEqual([undefined, undefined]);
});

test('the order of the files is no content, and their borders are', () => {
  expect(folderOf({ b: '2', a: '1' }).path).toBe(folderOf({ a: '1', b: '2' }).path);
  expect(folderOf({ a: '1', b: '2' }).path).not.toBe(folderOf({ a: '12', b: '' }).path);
});

test('what is there already is not written again, and what was changed is', () => {
  const folder = put();
  const script = join(folder.path, 'assets/A/install.sh');
  const stack = join(folder.path, 'cdk.tf.json');
  const { mtimeNs } = statSync(stack, { bigint: true });
  writeFileSync(script, 'reboot\n');
  expect(folder.fault()).toContain(`${script} was changed or removed after it was synthesized`);
  put();
  expect(folder.fault()).toBeUndefined();
  expect(statSync(stack, { bigint: true }).mtimeNs).toBe(mtimeNs);
});

test('a file or a folder that is gone is told', () => {
  const folder = put();
  rmSync(join(folder.path, 'cdk.tf.json'));
  expect(folder.fault()).toContain('cdk.tf.json was changed or removed');
  rmSync(folder.path, { recursive: true });
  expect(folder.fault()).toContain('was changed or removed');
});

test('a file that Terraform would read beside the stack is told', () => {
  const folder = put();
  writeFileSync(join(folder.path, 'override.tf.json'), '');
  expect(folder.fault()).toContain(`${join(folder.path, 'override.tf.json')} would change`);
});

test('what Terraform and the scripts leave there is no matter', () => {
  const folder = put();
  for (const name of ['errored.tfstate', '.upload-slot', 'crash.log']) {
    writeFileSync(join(folder.path, name), '');
  }
  expect(folder.fault()).toBeUndefined();
});

test('folders that were not used for long are removed, but for what Terraform could not save', () => {
  const [old, used, unsaved, current] = ['1', '2', '3', '4'].map((text) => put({ text }));
  writeFileSync(join(unsaved!.path, 'errored.tfstate'), '{}');
  for (const folder of [old!, unsaved!, current!]) age(folder, 30);
  current!.removeOthers(new Date(Date.now() - 24 * HOUR_MS));
  const left = [old, used, unsaved, current].map((folder) => existsSync(folder!.path));
  expect(left).toEqual([false, true, true, true]);
});

test('what is put again is in use again', () => {
  const old = put();
  age(old, 30);
  put();
  put({ text: '' }).removeOthers(new Date(Date.now() - 24 * HOUR_MS));
  expect(existsSync(old.path)).toBe(true);
});
