import { quantumKvm } from '../../cli/terminal';
import { FIRST, HostileFleet, SECOND, THIRD } from '../hostile-fleet';
import { DOMAIN, state } from '../programs/host-shell';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.make();
  fleet.records();
});
afterAll(() => fleet.remove());

const untagged = DOMAIN.replace(/<metadata>.*<\/metadata>/, '');
const otherTag = DOMAIN.replace(
  /(<quantum:machine )/,
  '$1uuid="00000000-0000-4000-8000-000000000001" ',
);
const otherNamespace = DOMAIN.replace('urn:quantum-kvm:machine', 'urn:somebody:machine');

test.each([
  ['without our tag', untagged],
  ['with the tag of the VM that it is a copy of', otherTag],
  ['with a tag of somebody else', otherNamespace],
])('status: a VM of our name %s is told to be somebody else’s', async (_, xml) => {
  fleet.says(SECOND, 'state', state({ running: xml, defined: xml }));
  const { exitCode, stdout } = await quantumKvm('status');
  expect(exitCode).toBe(3);
  const about = stdout.split('\n').filter((line) => line.includes('was not made from here'));
  expect(about).toEqual([expect.stringContaining('it does not carry our tag')]);
});

test('status: a VM that the state of another host holds is told with that host', async () => {
  const uuid = '3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a01';
  const machine = ['LOOK', 'machine', uuid, 'vm', 'tagged', '', ''].join('\t');
  fleet.knows(FIRST, uuid);
  fleet.says(SECOND, 'state', state({ promises: `LOOK\tlibvirt\theld\n${machine}\nLOOK\tend\n` }));
  const { exitCode, stdout } = await quantumKvm('status');
  fleet.forgets(FIRST);
  expect(exitCode).toBe(3);
  expect(stdout).toContain(
    `${SECOND}: this address leads to a host that has the VM vm (UUID ${uuid}) of ${FIRST}; see`,
  );
});

test('status: a VM that was made anew under our name and tag is told by its UUID', async () => {
  fleet.says(SECOND, 'state', state());
  fleet.knows(SECOND, 'ffffffff-0000-4000-8000-000000000002');
  const { exitCode, stdout } = await quantumKvm('status');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('ours has the UUID ffffffff-0000-4000-8000-000000000002');
  expect(stdout).toMatch(new RegExp(`${FIRST}.*running`));
});

test('adopt: a VM made anew under the name of one in the state is told with what lets it be taken over', async () => {
  fleet.knows(SECOND, 'ffffffff-0000-4000-8000-000000000002');
  fleet.says(SECOND, 'definition', DOMAIN);
  const { exitCode, stderr } = await quantumKvm('adopt', '--yes');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /\(UUID ffffffff-\S+\) that is not the one on the host .* run "terraform state rm -state=\S+\.tfstate libvirt_domain\.Machine", then/,
  );
});

test('adopt: a raw system disk is not taken for a qcow2 one', async () => {
  fleet.forgets(SECOND);
  fleet.says(
    SECOND,
    'definition',
    DOMAIN.replace("type='qcow2'", "type='raw'").replace('vm.qcow2', 'vm092.qcow2'),
  );
  const { exitCode, stderr } = await quantumKvm('adopt', '--yes');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('in the format raw; allowed is qcow2');
});

test('a login that the key does not open any more is told by status', async () => {
  fleet.knows(THIRD, '3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a01');
  const { exitCode, stdout } = await quantumKvm('status', '--json', '--hosts', THIRD);
  fleet.forgets(THIRD);
  expect(exitCode).toBe(3);
  const [{ facts }] = JSON.parse(stdout).hosts;
  expect(facts).toContainEqual(
    expect.objectContaining({ id: 'prepared.key', name: 'root', actual: 'not authorized' }),
  );
});
