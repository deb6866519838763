import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblems } from '../../../lib/config/problem';
import { Project } from '../../../lib/node/project';
import { misplacedState } from '../../../stacks/problems/misplaced-state';
import { stateText } from '../../fixtures/state';

const ID = 'host-192-168-12-34';
const OTHER = 'host-192-168-12-35';

let root: string;
let project: Project;
const before = process.cwd();
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'misplaced-')));
  for (const name of ['site', 'elsewhere']) mkdirSync(join(root, name));
  writeFileSync(join(root, 'site', 'config.xml'), '');
  project = Project.of(join(root, 'site', 'config.xml'));
  process.chdir(join(root, 'elsewhere'));
});
afterEach(() => {
  process.chdir(before);
  rmSync(root, { recursive: true });
});

/** Writes a state into a folder, with so many resources. */
function state(folder: string, id: string, resources = 1): string {
  mkdirSync(join(root, folder, 'state'), { recursive: true });
  const file = join(root, folder, 'state', `${id}.tfstate`);
  const resource = { mode: 'managed' };
  writeFileSync(file, stateText(Array(resources).fill(resource)));
  return file;
}

const told = (named = project.configFile, ids = [ID]) =>
  formatProblems(misplacedState(named, project, ids));

test('state of its hosts in the current folder stops a command, which names the way to move it', () => {
  state('elsewhere', ID);
  expect(told()).toBe(
    `${root}/elsewhere/state: error: it holds the state of ${ID} of ${root}/site/config.xml, and ${root}/site/state does not: ` +
      `everything on them would count as unknown; allowed: state in the folder of the XML, ${root}/site/state, whichever folder the command is started in; ` +
      `if it is the state of this deployment, move it while nothing else runs: mkdir -p -m 700 ${root}/site/state && mv ${root}/elsewhere/state/* ${root}/site/state/; else start the command in another folder`,
  );
});

test('of a state folder that is others too, only what is its own is to be moved', () => {
  state('elsewhere', ID);
  state('elsewhere', OTHER);
  expect(told()).toContain(`mv ${root}/elsewhere/state/${ID}.tfstate* ${root}/site/state/`);
  state('elsewhere', 'host-192-168-12-36');
  expect(told(undefined, [ID, OTHER])).toContain(
    `mv ${root}/elsewhere/state/{${ID},${OTHER}}.tfstate* ${root}/site/state/`,
  );
});

test('so does state beside a symbolic link by which the XML is named', () => {
  mkdirSync(join(root, 'linked'));
  symlinkSync(project.configFile, join(root, 'linked', 'quantum_server_config.xml'));
  state('linked', `${ID}-machine`);
  expect(told(join(root, 'linked', 'quantum_server_config.xml'))).toContain(
    `${root}/linked/state: error: it holds the state of ${ID}-machine`,
  );
});

test('and state that cannot be read', () => {
  writeFileSync(state('elsewhere', ID), '{');
  expect(told()).toContain('it holds the state');
});

test.each<[string, () => void]>([
  ['none', () => undefined],
  ['that of other hosts', () => void state('elsewhere', OTHER)],
  ['an empty one', () => void state('elsewhere', ID, 0)],
  [
    'that of hosts which the project has state of',
    () => {
      state('elsewhere', ID);
      state('site', ID);
    },
  ],
  ['one that others could have put there', () => chmodSync(state('elsewhere', ID), 0o666)],
  [
    'its own',
    () => {
      state('site', ID);
      process.chdir(join(root, 'site'));
    },
  ],
])('%s is no matter', (_, write) => {
  write();
  expect(told()).toBe('');
});
