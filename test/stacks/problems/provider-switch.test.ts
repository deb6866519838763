import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblems } from '../../../lib/config/problem';
import { providerSwitches } from '../../../stacks/problems/provider-switch';
import { hostSpec } from '../../fixtures/host-spec';
import { Project } from '../../../lib/node/project';
import { stateText } from '../../fixtures/state';

let folder: string;
beforeEach(() => mkdirSync(join((folder = mkdtempSync(join(tmpdir(), 'project-'))), 'state')));
afterEach(() => rmSync(folder, { recursive: true }));

const ID = 'host-192-168-12-34';
const state = (name: string, resources: readonly object[]) =>
  writeFileSync(join(folder, 'state', `${name}.tfstate`), stateText(resources));
const told = (providers: 'bundled' | 'registry') =>
  formatProblems(
    providerSwitches([{ ...hostSpec(), providers }], new Project(join(folder, 'config.xml'))),
  );

test('what stands in state of the bundled providers keeps a host from the registry ones', () => {
  state(ID, [{ mode: 'managed' }]);
  expect(told('bundled')).toBe('');
  expect(told('registry')).toBe(
    '192.168.12.34: providers: error: kvm.providers is "registry", but the state of host-192-168-12-34 ' +
      'holds what was made with "bundled"; allowed: the same providers as long as anything made with them ' +
      'is on the host; set it to bundled for this host again; to change it, destroy with bundled before ' +
      '("npx cdktf destroy host-192-168-12-34"), which removes the VM and its disks',
  );
});

test('and the other way round, by either of the two stacks', () => {
  state(`${ID}-preparation`, [{ mode: 'managed' }]);
  expect(told('registry')).toBe('');
  expect(told('bundled')).toContain(`the state of ${ID}-preparation holds`);
  state(`${ID}-machine`, [{ mode: 'managed' }]);
  expect(told('bundled')).toContain(`the state of ${ID}-preparation and ${ID}-machine holds`);
});

test('after a teardown, and before a first deployment, the choice is free', () => {
  state(ID, []);
  state(`${ID}-machine`, [{ mode: 'data' }]);
  expect(told('registry') + told('bundled')).toBe('');
});
