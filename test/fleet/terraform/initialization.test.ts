import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Initialization } from '../../../fleet/terraform/initialization';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stack-'));
  stack({ backend: { local: { path: 'a.tfstate' } } });
  lock('provider 1');
  mkdirSync(join(folder, '.terraform'));
  recorded({ type: 'local', config: { path: 'a.tfstate' } });
  new Initialization(folder, 'terraform 1.11.4').markDone();
});
afterEach(() => rmSync(folder, { recursive: true }));

function stack(terraform: object, resource: object = {}): void {
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ terraform, resource }));
}

/** What Terraform notes of the backend when it initializes. */
function recorded(backend?: object): void {
  writeFileSync(join(folder, '.terraform', 'terraform.tfstate'), JSON.stringify({ backend }));
}

function lock(text: string): void {
  writeFileSync(join(folder, '.terraform.lock.hcl'), text);
}

const isDone = (terraform = 'terraform 1.11.4') => new Initialization(folder, terraform).done;

test('what was initialized once is not initialized again', () => expect(isDone()).toBe(true));

test('a change of resources needs none', () => {
  stack({ backend: { local: { path: 'a.tfstate' } } }, { null_resource: { a: {} } });
  expect(isDone()).toBe(true);
});

test.each<[string, () => void]>([
  ['a folder that is new', () => rmSync(join(folder, '.terraform'), { recursive: true })],
  ['other providers', () => lock('provider 2')],
  ['another backend', () => stack({ backend: { local: { path: 'b.tfstate' } } })],
  ['another state than the stack names', () => recorded({ type: 'local', config: { path: 'b' } })],
  ['another backend than the stack names', () => recorded({ type: 'http', config: {} })],
  ['no backend', () => recorded()],
])('%s is initialized', (_, change) => {
  change();
  expect(isDone()).toBe(false);
});

test.each(['terraform 1.12.0', 'tofu 1.11.4'])('%s initializes for itself', (terraform) => {
  expect(isDone(terraform)).toBe(false);
});
