import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ONLINE } from '../../fleet/support/fake-terraform';
import { stackId } from '../../../lib/machine/stack-id';
import { ADDRESSES, FleetProject, resource } from '../fleet-project';
import { quantumKvm } from '../terminal';

jest.setTimeout(60_000);

const [FIRST, SECOND, THIRD] = ADDRESSES;

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

/** Spoils the entry of a host in hosts.lock.json; says what the file holds then. */
function spoil(address: string, change: object): string {
  const file = join(project.folder, 'hosts.lock.json');
  const facts = JSON.parse(readFileSync(file, 'utf8'));
  Object.assign(facts.hosts[address], change);
  const text = JSON.stringify(facts);
  project.writes('hosts.lock.json', text);
  return text;
}

const CURE =
  /hosts › 127\.0\.12\.2 › memoryGib: is "1"; restore the entry from version control, or take it out and run "quantum-kvm check"/;

test.each([['plan'], ['deploy', '--yes'], ['destroy', '--yes'], ['prepare', '--yes']])(
  'a host whose entry is wrong fails by %s, with its cure, and the others go on',
  async (...command) => {
    project.terraform.finds([ONLINE]);
    spoil(SECOND, { memoryGib: '1' });
    const { exitCode, stdout } = await quantumKvm(...command);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(CURE);
    expect(stdout).not.toContain('run quantum-kvm check');
    const planned = project.terraform.calls('plan').map((call) => call.split(' ')[0]);
    expect([...new Set(planned)].sort()).toEqual([FIRST, THIRD].map(stackId));
  },
);

test('status asks the others', async () => {
  spoil(SECOND, { memoryGib: '1' });
  const { exitCode, stdout } = await quantumKvm('status');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(CURE);
  expect(stdout).toContain(THIRD);
  expect(project.logins(SECOND)).toEqual([]);
});

test('where all chosen hosts are wrong, the file is: exit code 2, and the table of JSON alone', async () => {
  spoil(SECOND, { memoryGib: '1' });
  const { exitCode, stdout, stderr } = await quantumKvm('plan', '--hosts', SECOND);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/hosts › 127\.0\.12\.2 › memoryGib: error: is "1"/);
  const document = JSON.parse((await quantumKvm('plan', '--hosts', SECOND, '--json')).stdout);
  expect(document.totals).toMatchObject({ notPlanned: 1, planned: 0 });
  expect((await quantumKvm('plan', '--hosts', FIRST)).exitCode).toBe(0);
});

test('an entry of a host that is not in the range is a warning', async () => {
  project.configure([FIRST]);
  spoil(SECOND, { memoryGib: '1' });
  const { exitCode, stderr } = await quantumKvm('plan');
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/hosts › 127\.0\.12\.2 › memoryGib: warning: is "1"/);
});

test.each([['check'], ['adopt', '--yes']])(
  '%s, which writes the file, is refused, and the entry stays as it was',
  async (...command) => {
    const before = spoil(SECOND, { memoryGib: '1' });
    const { exitCode, stderr } = await quantumKvm(...command);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('hosts › 127.0.12.2 › memoryGib: error: is "1"');
    expect(readFileSync(join(project.folder, 'hosts.lock.json'), 'utf8')).toBe(before);
    expect(project.logins(FIRST)).toEqual([]);
  },
);

test.each<[string, (address: string) => string]>([
  ['its entry is wrong', (address) => spoil(address, { memoryGib: '1' })],
  ['the file is', () => (project.writes('hosts.lock.json', '{'), '')],
])(
  'retire is refused while %s: what stands on the host would not be looked at',
  async (_, make) => {
    project.configure([FIRST]);
    make(SECOND);
    const { exitCode, stderr } = await quantumKvm('retire', SECOND, '--yes');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('hosts.lock.json');
  },
);

test('the entry of another host is no matter of retire', async () => {
  project.configure([FIRST]);
  project.holds(SECOND, [resource('libvirt_domain', { name: 'vm022' })]);
  project.terraform.finds([ONLINE]);
  spoil(THIRD, { memoryGib: '1' });
  expect((await quantumKvm('retire', SECOND, '--yes')).stdout).toContain('1 done');
});
