import { quantumKvm } from '../../cli/terminal';
import { FIRST, HostileFleet, SECOND, THIRD } from '../hostile-fleet';
import { facts, state } from '../programs/host-shell';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.make();
  fleet.records();
});
afterAll(() => fleet.remove());

const entities = `<!DOCTYPE d [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]><domain>&b;</domain>`;
const deep = '<a>\n'.repeat(9_000);
const DEFINITIONS: readonly (readonly [string, string])[] = [
  ['another element', '<x/>'],
  ['no XML', 'hello <<<'],
  ['a name of JavaScript', '<__proto__><vcpu>1</vcpu></__proto__>'],
  ['an attribute with a name of JavaScript', `<domain constructor='x'/>`],
  ['entities of its own', entities],
  ['elements 9,000 deep', deep],
  [
    'elements 9,000 deep that are closed',
    `${deep}${
      '</a>'
        .repeat(9_000)
        .match(/.{8000}/g)
        ?.join('\n') ?? ''
    }`,
  ],
  [
    'an attribute of 800,000 characters',
    `<domain a='${'a\n'.repeat(8_000)}${'a'.repeat(800_000)}'/>`,
  ],
  ['no vCPUs and no memory', `<domain type='kvm'/>`],
  ['vCPUs that are no number', `<domain type='kvm'><vcpu>many</vcpu><memory>1</memory></domain>`],
  [
    'text for devices',
    `<domain type='kvm'><vcpu>1</vcpu><memory>1</memory><devices>x</devices></domain>`,
  ],
  ['two roots', `<domain/><domain/>`],
];

test.each(DEFINITIONS)(
  'status: a definition with %s is the failure of its host alone',
  async (_, xml) => {
    fleet.says(SECOND, 'state', state({ running: xml }));
    const { exitCode, stdout, stderr } = await quantumKvm('status');
    expect(exitCode).toBe(1);
    const told = stdout.split('\n').filter((line) => line.startsWith(`${SECOND}, since `));
    expect(told).toEqual([expect.stringMatching(/virsh dumpxml|the host printed/)]);
    expect(told[0]?.length).toBeLessThan(500);
    expect(stderr).toBe('');
    for (const address of [FIRST, THIRD]) expect(stdout).toMatch(new RegExp(`${address}.*running`));
  },
);
test.each(DEFINITIONS)(
  'adopt: a definition with %s is the failure of its host alone',
  async (_, xml) => {
    fleet.says(SECOND, 'definition', `<domain type='kvm'>\n${xml}`);
    const { exitCode, stderr } = await quantumKvm('adopt', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${SECOND}: `);
    expect(stderr).toMatch(new RegExp(`${FIRST}: there is no VM named`));
    expect(stderr).toMatch(new RegExp(`${THIRD}: there is no VM named`));
  },
);

test.each([
  ['a state that libvirt does not know', { state: 'all is well' }, 'virsh domstats'],
  ['no state', { state: '' }, 'virsh domstats'],
  ['a network that is no XML', { bridges: 'hello <<<' }, 'virsh net-dumpxml'],
  ['a network without a name', { bridges: '<network/>' }, 'virsh net-dumpxml'],
])('status: %s is the failure of its host alone', async (_, sections, command) => {
  fleet.says(SECOND, 'state', state(sections));
  const { exitCode, stdout } = await quantumKvm('status');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    new RegExp(`^${SECOND}, since [^,]+: ${command} on the host printed`, 'm'),
  );
  for (const address of [FIRST, THIRD]) expect(stdout).toMatch(new RegExp(`${address}.*running`));
});

test('status: facts of another form are told, in one sentence, and bounded', async () => {
  const long = `br${'9'.repeat(9000)}`;
  fleet.says(SECOND, 'state', state({ facts: facts({ bridge: [long, '0'] }) }));
  const { stdout } = await quantumKvm('status');
  const lines = stdout
    .split('\n')
    .filter((line) => /^127.0.24.72, since [^,]+: facts: /.test(line));
  expect(lines).toEqual([expect.stringContaining('is not used: bridge is "br99')]);
  expect(lines[0]?.length).toBeLessThan(500);
});
