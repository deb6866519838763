import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { checkDeploymentNode } from '../../../lib/check/deployment-node';
import { readConfiguration } from '../../../lib/config/read-configuration';
import { programFile } from '../../../lib/node/provider/bundled-provider';
import { Project } from '../../../lib/node/project';
import { stackId } from '../../../lib/machine/stack-id';
import { ADDRESSES, FleetProject } from '../../cli/fleet-project';
import { quantumKvm } from '../../cli/terminal';
import { ONLINE, announced } from '../../fleet/support/fake-terraform';
import { recordDigestOf } from '../../fixtures/built-provider';

let project: FleetProject;
let program: string;
let taken: string;
beforeEach(async () => {
  project = await FleetProject.make();
  project.terraform.finds([ONLINE]);
  program = programFile();
  taken = join(project.folder, 'taken');
});
afterEach(() => project.remove());

/** Another program, which notes that it was started. */
const hostile = () => `#!/bin/sh\n: >'${taken}'\nshift\nexec "$@"\n`;

/** What `quantum-kvm check` finds wrong with this machine. */
async function checked(): Promise<string[]> {
  const { configuration } = readConfiguration('quantum_server_config.xml');
  const { records } = await checkDeploymentNode(
    Project.of('quantum_server_config.xml'),
    configuration!,
  );
  return records
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ verdict, id, message, cure }) => `${verdict} ${id}: ${message}; ${cure}`);
}

describe('nothing is started when the provider', () => {
  const REFUSED: [string, () => void, string][] = [
    [
      'is another program',
      () => writeFileSync(program, hostile()),
      'is not the program that this package was built with: its SHA-256 is ',
    ],
    ['has a byte too many', () => appendFileSync(program, '\n'), 'is not the program that'],
    [
      'can be written by others',
      () => chmodSync(program, 0o777),
      'can be written by others than its owner (mode 0777); allowed is 0755; see who wrote it, then "chmod go-w ',
    ],
    [
      'stands in a folder that others can write',
      () => chmodSync(dirname(dirname(program)), 0o777),
      '/provider can be written by others than its owner (mode 0777)',
    ],
    [
      'belongs to another user',
      () => chownSync(program, 12345, 12345),
      'belongs to the user with the number 12345; allowed are root and the user that runs this',
    ],
    [
      'is not there',
      () => renameSync(program, `${program}.old`),
      `is missing; install the package`,
    ],
  ];

  test.each(REFUSED)('%s', async (_, attack, sentence) => {
    attack();
    const { exitCode, stderr } = await quantumKvm('deploy', '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
    expect(existsSync(taken)).toBe(false);
    expect(project.terraform.calls().filter((call) => !call.includes(' version '))).toEqual([]);
  });

  test.each(REFUSED)('%s, and check says it too', async (_, attack, sentence) => {
    attack();
    expect(await checked()).toContainEqual(expect.stringMatching(/^fail deployment\.provider: /));
    expect((await checked()).join()).toContain(sentence);
  });
});

test('a provider that is changed in place after it was verified is not started', async () => {
  project.terraform.does(
    'plan',
    `printf 'echo >${taken}' >>'${program}'; echo plan >"$out"; exit 2`,
  );
  const { exitCode, stdout } = await quantumKvm('deploy', '--yes', '--parallel', '1');
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`${program} was changed while this program ran; it is not started`);
  expect(existsSync(taken)).toBe(false);
  expect(project.terraform.calls('apply')).toEqual([]);
});

test('of a provider that is replaced after it was verified the old one goes on', async () => {
  const beside = join(project.folder, 'new');
  writeFileSync(beside, hostile(), { mode: 0o755 });
  const replace = `[ ! -e '${beside}' ] || mv '${beside}' '${program}'`;
  project.terraform.does('plan', `${replace}; echo plan >"$out"; ${announced([ONLINE])}; exit 2`);
  const { exitCode } = await quantumKvm('deploy', '--yes');
  expect(exitCode).toBe(0);
  expect(existsSync(taken)).toBe(false);
  expect(project.terraform.calls('apply')).toHaveLength(3);
});

test('a build makes another one right', async () => {
  writeFileSync(program, hostile());
  recordDigestOf(hostile());
  expect((await quantumKvm('plan')).exitCode).toBe(3);
  expect(existsSync(taken)).toBe(true);
});

test('a Terraform that others can change is not run, and check says it too', async () => {
  const terraform = project.terraform.binary.file;
  chmodSync(terraform, 0o777);
  const { exitCode, stderr } = await quantumKvm('plan');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${terraform} can be written by others than its owner (mode 0777)`);
  expect(project.terraform.calls()).toEqual([]);
  expect((await checked()).join()).toContain(`fail deployment.terraform: ${terraform} can be`);
});

test('providers that somebody else has started are not those that Terraform uses', async () => {
  process.env.TF_REATTACH_PROVIDERS = '{"terraform.local/quantum-kvm/libvirt":{}}';
  const environment = project.terraform.file('environment');
  project.terraform.does('plan', `env >'${environment}'`, stackId(ADDRESSES[0]));
  await quantumKvm('plan', '--hosts', ADDRESSES[0]);
  delete process.env.TF_REATTACH_PROVIDERS;
  expect(existsSync(environment)).toBe(true);
  expect(readFileSync(environment, 'utf8')).not.toContain('TF_REATTACH');
});

test.each([
  ['the configuration', () => join(project.folder, 'quantum_server_config.xml'), 0o666],
  ['the facts', () => join(project.folder, 'hosts.lock.json'), 0o664],
  ['the project', () => project.folder, 0o777],
])('%s that others can write is a warning of every command', async (_, place, mode) => {
  chmodSync(place(), mode);
  const warning = `${place()} can be written by others than its owner`;
  const { stderr, exitCode } = await quantumKvm('plan');
  expect(exitCode).toBe(3);
  expect(stderr).toContain(`quantum-kvm: warning: ${warning}`);
  expect(stderr.split(warning)).toHaveLength(2);
  expect((await checked()).join()).toContain(`warn deployment.folder: ${warning}`);
});
