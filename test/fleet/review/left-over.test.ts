import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftOvers } from '../../../fleet/review/left-over';
import { Project } from '../../../lib/node/project';
import { hostSpec } from '../../fixtures/host-spec';
import { stateText } from '../../fixtures/state';

let folder: string;
beforeEach(() => mkdirSync(join((folder = mkdtempSync(join(tmpdir(), 'project-'))), 'state')));
afterEach(() => rmSync(folder, { recursive: true }));

const state = (name: string, resources: number) =>
  writeFileSync(
    join(folder, 'state', name),
    stateText(Array.from({ length: resources }, () => ({ mode: 'managed' }))),
  );

test('states with resources of hosts that are not planned are left over', () => {
  state('host-192-168-12-34.tfstate', 3);
  state('host-192-168-12-99.tfstate', 2);
  state('host-192-168-12-98.tfstate', 0);
  state('host-192-168-12-97.tfstate.backup', 2);
  expect(leftOvers([hostSpec()], new Project(join(folder, 'config.xml')))).toEqual([
    {
      address: '192.168.12.99',
      stateFile: join(folder, 'state', 'host-192-168-12-99.tfstate'),
      resources: 2,
    },
  ]);
});

test('so are those with registry providers', () => {
  state('host-192-168-12-34-machine.tfstate', 3);
  state('host-192-168-12-99-preparation.tfstate', 2);
  state('host-192-168-12-99-machine.tfstate', 4);
  const found = leftOvers([hostSpec()], new Project(join(folder, 'config.xml')));
  expect(found.map(({ address, resources }) => [address, resources])).toEqual(
    expect.arrayContaining([
      ['192.168.12.99', 2],
      ['192.168.12.99', 4],
    ]),
  );
  expect(found).toHaveLength(2);
});

test('without a state folder there is nothing left over', () => {
  expect(leftOvers([], new Project(join(folder, 'none', 'config.xml')))).toEqual([]);
});
