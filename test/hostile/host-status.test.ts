import { quantumKvm } from '../cli/terminal';
import { FIRST, HostileFleet, SECOND, THIRD } from './hostile-fleet';
import { state } from './programs/host-shell';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.make();
  fleet.records();
});
afterAll(() => fleet.remove());

const entities = `<!DOCTYPE d [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]><domain>&b;</domain>`;
const deep = '<a>'.repeat(20_000);
const DEFINITIONS: readonly (readonly [string, string])[] = [
  ['another element', '<x/>'],
  ['no XML', 'hello <<<'],
  ['a name of JavaScript', '<__proto__><vcpu>1</vcpu></__proto__>'],
  ['an attribute with a name of JavaScript', `<domain constructor='x'/>`],
  ['entities of its own', entities],
  ['elements 20,000 deep', deep],
  ['an attribute of 800,000 characters', `<domain a='${'a'.repeat(800_000)}'/>`],
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
    const told = stdout.split('\n').filter((line) => line.startsWith(`${SECOND}: `));
    expect(told).toEqual([expect.stringContaining('virsh dumpxml')]);
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
