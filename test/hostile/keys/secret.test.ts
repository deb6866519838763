import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FleetProject } from '../../cli/fleet-project';
import { quantumKvm } from '../../cli/terminal';
import { ONLINE, SAVE_STATE, diagnostic, prints } from '../../fleet/support/fake-terraform';

/** As the XML has it. */
const PLANTED = `P1anted &amp; &quot;double&quot; 'single' &lt;sp ace>`;
/** Parts of the password that every way of escaping leaves as they are. */
const FORMS = ['P1anted', 'sp ace'];

let project: FleetProject;
let secrets: string[];
beforeEach(async () => {
  project = await FleetProject.make();
  project.configure(undefined, { 'login.password': PLANTED });
  const [, , ...lines] = readFileSync(project.keyFile, 'utf8').trim().split('\n').slice(0, -1);
  // The first line of a key is the same for all.
  secrets = [...FORMS, ...lines.map((line) => line.slice(0, 30))];
});
afterEach(() => project.remove());

const holds = (text: string): boolean => secrets.some((secret) => text.includes(secret));

/** Files below the project that hold any part of a secret. */
function holding(): string[] {
  return readdirSync(project.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => holds(readFileSync(file, 'latin1')));
}

test('a planted password and private key are in nothing that a run prints or writes', async () => {
  project.terraform.finds([ONLINE]);
  project.terraform.does('apply', SAVE_STATE);
  project.terraform.does(
    'apply',
    `${prints(diagnostic('error', 'refused'))}; env; cat cdk.tf.json; exit 1`,
    'host-127-0-12-2',
  );
  await project.shutDown('127.0.12.3');
  const ended = [
    await quantumKvm('plan'),
    await quantumKvm('plan', '--json', '--out', 'plans'),
    await quantumKvm('plan', '--markdown'),
    await quantumKvm('deploy', '--plan', 'plans', '--yes'),
    await quantumKvm('deploy', '--yes', '--json'),
    await quantumKvm('status', '--hosts', '127.0.12.3'),
    await quantumKvm('status', '--json', '--hosts', '127.0.12.3'),
    await quantumKvm('adopt', '--yes', '--hosts', '127.0.12.3'),
    await quantumKvm('prepare', '--yes'),
    await quantumKvm('destroy', '--yes'),
    await quantumKvm('retire', '127.0.12.1', '--forget', '--yes'),
  ];
  expect(ended.map((end) => holds(JSON.stringify(end)))).toEqual(ended.map(() => false));
  expect(readdirSync(project.folder)).toEqual(expect.arrayContaining(['plans', 'logs', 'state']));
  expect(holding().sort()).toEqual(
    [project.keyFile, join(project.folder, 'quantum_server_config.xml')].sort(),
  );
});

test('a lock file and a key that are refused are not quoted', async () => {
  const lock = readFileSync('hosts.lock.json', 'utf8');
  const ended = [];
  for (const text of [lock.replace(/ssh-ed25519 \S{20}/, 'ssh-ed25519 AAAA'), '{', 'null']) {
    project.writes('hosts.lock.json', text);
    ended.push(await quantumKvm('plan'), await quantumKvm('check'));
  }
  project.writes('hosts.lock.json', lock);
  const key = readFileSync(project.keyFile, 'utf8');
  for (const text of [
    key.replace('OPENSSH', 'RSA'),
    key.slice(0, -60),
    key.replace('AAAA', 'BBBB'),
  ]) {
    project.writes(join('.quantum-kvm', 'id_ed25519'), text);
    ended.push(await quantumKvm('plan'));
  }
  expect(ended.map(({ exitCode }) => exitCode)).toEqual(ended.map(() => 2));
  expect(ended.map((end) => holds(JSON.stringify(end)))).toEqual(ended.map(() => false));
});
