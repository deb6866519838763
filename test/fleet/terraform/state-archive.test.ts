import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveState } from '../../../fleet/terraform/state-archive';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
  file = join(folder, 'host-192-168-12-34.tfstate');
  writeFileSync(file, 'state');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a state is moved away with its backup, and nothing of it is lost', () => {
  writeFileSync(`${file}.backup`, 'before');
  const archived = archiveState(file, new Date('2026-01-02T03:04:05.678Z'));
  expect(archived).toBe(join(folder, 'archive', '20260102T030405678Z-host-192-168-12-34.tfstate'));
  expect(readFileSync(archived, 'utf8')).toBe('state');
  expect(readFileSync(`${archived}.backup`, 'utf8')).toBe('before');
  expect(readdirSync(folder)).toEqual(['archive']);
});

test('a state that Terraform works on stays, and its holder is named', () => {
  const lock = { ID: '1', Operation: 'OperationTypeApply', Who: 'root@node', Created: 'today' };
  writeFileSync(join(folder, '.host-192-168-12-34.tfstate.lock.info'), JSON.stringify(lock));
  expect(() => archiveState(file)).toThrow('is locked by OperationTypeApply of root@node');
  expect(readFileSync(file, 'utf8')).toBe('state');
});
