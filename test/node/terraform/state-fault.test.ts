import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateFault, stateFaultSentence } from '../../../lib/node/terraform/state-fault';
import { stateText } from '../../fixtures/state';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
  file = join(folder, 'a.tfstate');
  mkdirSync(join(folder, 'stack'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const said = (version = '1.11.4') => {
  const fault = stateFault(file, [join(folder, 'stack')], { name: 'terraform', version });
  return fault && stateFaultSentence(fault);
};

test('no state is no fault: nothing was made yet', () => expect(said()).toBeUndefined());

test('a damaged one is restored from the backup, if that is a state', () => {
  writeFileSync(file, '');
  expect(said()).toBe(
    `${file}: the state is empty (0 bytes); restore it from version control or from a copy; there is no backup beside it`,
  );
  writeFileSync(`${file}.backup`, '');
  expect(said()).toContain('the backup beside it is damaged too');
  writeFileSync(`${file}.backup`, stateText([{ mode: 'managed' }], { serial: 7 }));
  expect(said()).toContain(
    `its backup of serial 7 with 1 resource, as before the last change: "cp ${file}.backup ${file}"`,
  );
});

test('an empty file that Terraform has locked and never written is no state yet; one that it has written is empty', () => {
  writeFileSync(file, '');
  writeFileSync(join(folder, '.a.tfstate.lock.info'), '{}');
  expect(said()).toBeUndefined();
  writeFileSync(`${file}.backup`, stateText());
  expect(said()).toContain('the state is empty (0 bytes)');
});

test('a folder, or a link to nothing, is no missing state', () => {
  mkdirSync(file);
  expect(said()).toContain('this is no file');
  rmSync(file, { recursive: true });
  symlinkSync(join(folder, 'unmounted', 'a.tfstate'), file);
  expect(said()).toContain(
    'a symbolic link to a file that is not there; make its target available',
  );
  rmSync(file);
  symlinkSync(file, file);
  expect(said()).toContain('cannot be read (ELOOP)');
});

test.each([
  ['1.11.4', undefined],
  ['1.11.9', undefined],
  ['1.10.0', undefined],
  ['1.12.0-beta1', 'was written by version 1.12.0-beta1, and terraform is 1.11.4'],
  ['2.0.0', 'run with 2.0.0 or newer'],
])('a state of version %s under 1.11.4: %s', (written, expected) => {
  writeFileSync(file, stateText([], { terraform_version: written }));
  if (expected === undefined) expect(said()).toBeUndefined();
  else expect(said()).toContain(expected);
});

test.each([
  ['1.12.0', 'Terraform', 'Terraform', true],
  ['1.12.0', 'OpenTofu', 'OpenTofu', true],
  ['1.12.0', 'Terraform', 'OpenTofu', false],
  ['1.12.0', 'OpenTofu', 'Terraform', false],
  ['2.0.0', 'Terraform', 'OpenTofu', true],
] as const)(
  'a state of version %s of %s under %s 1.10: refused is %s',
  (written, writer, program, refused) => {
    const state = JSON.parse(stateText([], { terraform_version: written }));
    writeFileSync(file, JSON.stringify(state, null, writer === 'Terraform' ? 2 : 0));
    const binary = { name: 'tofu', version: '1.10.10', program };
    expect(stateFault(file, [], binary) !== undefined).toBe(refused);
  },
);

test('what Terraform could not write comes before all else', () => {
  writeFileSync(file, '');
  writeFileSync(join(folder, 'stack', 'errored.tfstate'), stateText());
  expect(said()).toContain('this file alone holds what it did last');
  expect(said()).toContain('quantum-kvm restore-state');
  expect(said()).not.toContain('backup');
});

test('a file for it that could not be written either is not taken for it', () => {
  writeFileSync(join(folder, 'stack', 'errored.tfstate'), '');
  expect(said()).toMatch(/neither .* nor this file: the state is empty.*Emergency state dump/);
  expect(said()).not.toContain('restore-state');
});
