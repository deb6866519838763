import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { KeyPair } from '../../ssh/ssh-host';
import { fingerprint } from '../../../lib/ssh/host-key';
import { FleetProject } from '../fleet-project';
import { Ended, quantumKvm } from '../terminal';

const COMMANDS = [
  ['plan'],
  ['deploy', '--yes'],
  ['prepare', '--yes'],
  ['destroy', '--yes'],
  ['status'],
  ['adopt', '--yes'],
  ['retire', '127.0.12.9', '--yes'],
];

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

function expectRefused({ exitCode, stderr }: Ended, ...said: string[]): void {
  expect(exitCode).toBe(2);
  for (const text of said) expect(stderr).toContain(text);
  expect(project.terraform.calls()).toEqual([]);
}

test.each(COMMANDS)(
  '%s: a foreign key in hosts.lock.json is refused with both fingerprints',
  async (...args) => {
    const lock = JSON.parse(readFileSync('hosts.lock.json', 'utf8'));
    const [own, foreign] = [lock.deployment.publicKey, new KeyPair().publicKey];
    lock.deployment.publicKey = foreign;
    writeFileSync('hosts.lock.json', JSON.stringify(lock));
    expectRefused(await quantumKvm(...args), fingerprint(own), fingerprint(foreign));
  },
);

test.each(COMMANDS)('%s: a private key that others can read is refused', async (...args) => {
  chmodSync(project.keyFile, 0o644);
  expectRefused(await quantumKvm(...args), 'mode 0644', `chmod 600 ${project.keyFile}`);
});

test.each(COMMANDS.slice(0, 4))('%s: without the private key nothing is run', async (...args) => {
  rmSync(project.keyFile);
  expectRefused(await quantumKvm(...args), `${project.keyFile} is not there`);
});
