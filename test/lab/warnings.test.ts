import { machine, stack } from './support/hosts';
import { ADDRESSES, Project, done, onHost } from './support/project';

jest.setTimeout(300_000);

const HOST = 1;
const VM = machine(HOST);
const ADDRESS = ADDRESSES[HOST - 1]!;

let project: Project;

beforeAll(() => {
  // Without a medium the guest has no system that would hear the power button.
  project = new Project({
    'kvm.host.range': ADDRESS,
    'kvm.install.media': 'none',
    'kvm.shutdown.timeout.seconds': '1',
  });
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(() => {
  done(project.destroy());
  project.remove();
});

test('a guest whose power is cut stands in the result of its host, by the property that was too short', () => {
  const run = done(project.destroy());
  expect(run.output).toContain(
    `${ADDRESS}: warning: Deleting the VM ${VM} cut its power: The guest did not shut down within the 1 s of kvm.shutdown.timeout.seconds, so its power was cut.`,
  );
  expect(done(project.quantumKvm('log', ADDRESS)).output).toContain('warning: Deleting the VM');
  done(project.deploy());
});

test('a saved memory that goes with the VM is said by the plan, and by JSON once', () => {
  onHost(HOST, 'virsh', 'managedsave', VM);
  const run = done(project.quantumKvm('destroy', '--yes', '--json'));
  const lines = run.output.split('\n').filter((line) => line.startsWith('{"type":"destroy"'));
  expect(JSON.parse(lines.at(-1)!).hosts).toMatchObject([
    {
      address: ADDRESS,
      outcome: 'done',
      warnings: [
        `Deleting the VM ${VM} removes more than its disks: the saved memory of its guest.`,
      ],
    },
  ]);
});

test('addresses that Terraform is asked for by name are no warning', () => {
  const run = done(project.quantumKvm('prepare', '--yes'));
  expect(run.output).not.toContain('warning: ');
  expect(project.terraform(stack(HOST), ['state', 'list']).output).toContain('null_resource.');
});
