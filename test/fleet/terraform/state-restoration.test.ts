import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  keepPrintedState,
  restoration,
  restoreState,
} from '../../../fleet/terraform/state-restoration';
import { stateText } from '../../fixtures/state';

const before = stateText([], { serial: 3 });
const after = stateText([{ mode: 'managed' }], { serial: 5 });

let folder: string;
let stateFile: string;
let errored: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'restoration-'));
  stateFile = join(folder, 'host-1.tfstate');
  errored = join(folder, 'errored.tfstate');
  writeFileSync(stateFile, before);
  writeFileSync(errored, after);
});
afterEach(() => rmSync(folder, { recursive: true }));

const found = () => {
  const { kind, ...said } = restoration({ errored, stateFile });
  return `${kind}: ${Object.values(said).join()}`;
};

test('the successor of a state is put in its place, and both are kept', () => {
  expect(found()).toBe('restorable: serial 3 with 0 resources → serial 5 with 1 resource');
  const archived = restoreState({ errored, stateFile }, new Date('2026-01-02T03:04:05.678Z'));
  expect(readFileSync(stateFile, 'utf8')).toBe(after);
  expect(readFileSync(archived!, 'utf8')).toBe(before);
  expect(existsSync(errored)).toBe(false);
  expect(readdirSync(join(folder, 'archive'))).toEqual([
    '20260102T030405678Z-host-1.tfstate',
    '20260102T030405678Z-host-1.tfstate.errored',
  ]);
});

test('so it is where the two serials are the same: the backup could not be written', () => {
  writeFileSync(errored, stateText([{ mode: 'managed' }], { serial: 3 }));
  expect(found()).toContain('restorable');
});

test.each([
  ['is not there', () => rmSync(stateFile), 'no state →'],
  ['is empty, as locking leaves it', () => writeFileSync(stateFile, ''), 'is empty (0 bytes) →'],
  [
    'is cut off, with its backup beside it',
    () => {
      writeFileSync(stateFile, after.slice(0, 80));
      writeFileSync(`${stateFile}.backup`, before);
    },
    'is cut off: its JSON has no end →',
  ],
  ['was put back by a run that was interrupted then', () => writeFileSync(stateFile, after), '→'],
])('a state that %s can have its successor', (_, change, said) => {
  change();
  expect(found()).toContain('restorable');
  expect(found()).toContain(said);
  restoreState({ errored, stateFile });
  expect(readFileSync(stateFile, 'utf8')).toBe(after);
});

test.each([
  [
    'is of another lineage',
    () => writeFileSync(errored, stateText([], { lineage: 'other', serial: 9 })),
    'is of another lineage',
  ],
  [
    'is older',
    () => writeFileSync(stateFile, stateText([], { serial: 6 })),
    'has serial 5, .* the later 6',
  ],
  [
    'was written before the state was',
    () => utimesSync(errored, new Date(0), new Date(0)),
    'was written after',
  ],
  ['is damaged', () => writeFileSync(errored, after.slice(0, 90)), 'nothing can be put back'],
  ['is gone', () => rmSync(errored), 'is gone'],
  [
    'cannot be compared, for a conflict',
    () => writeFileSync(stateFile, `<<<<<<< HEAD\n${before}`),
    'merge conflict .* cannot be compared',
  ],
  [
    'cannot be compared, for there is no backup',
    () => writeFileSync(stateFile, before.slice(0, 90)),
    'cut off.* cannot be compared',
  ],
  [
    'belongs to another backup',
    () => {
      writeFileSync(stateFile, '');
      writeFileSync(`${stateFile}.backup`, stateText([], { lineage: 'other' }));
    },
    'of another lineage, or older, than .*backup',
  ],
  [
    'belongs to a state that Terraform works on',
    () =>
      writeFileSync(
        join(folder, '.host-1.tfstate.lock.info'),
        '{"ID":"1","Operation":"apply","Who":"root@node","Created":"now"}',
      ),
    'is locked by apply of root@node',
  ],
])('an errored state that %s is not put back', (_, change, reason) => {
  change();
  expect(found()).toMatch(new RegExp(`^refused: .*${reason}`, 's'));
});

test('what Terraform printed becomes an errored state; what is none does not', () => {
  writeFileSync(errored, '');
  keepPrintedState(folder, { version: 4 });
  expect(readFileSync(errored, 'utf8')).toBe('{"version":4}');
  keepPrintedState(folder, { message: 'no state' });
  expect(readFileSync(errored, 'utf8')).toBe('{"version":4}');
  keepPrintedState(join(folder, 'none'), { version: 4 });
});
