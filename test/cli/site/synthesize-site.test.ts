import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { adoptingSpec } from '../../../lib/machine/adopting-spec';
import { stackId } from '../../../lib/machine/stack-id';
import { plan } from '../../../cli/actions/plan';
import { Refusal } from '../../../cli/actions/session/refusal';
import { SiteFolder } from '../../stacks/site/site-folder';
import { ADDRESSES } from '../fleet-project';

const [FIRST, SECOND] = ADDRESSES;
const UUID = '0f0b1c62-53c7-4f7e-9a55-3f5f3b1b6c0a';

let site: SiteFolder;
beforeEach(async () => {
  site = await SiteFolder.make();
});
afterEach(() => site.remove());

const stackIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));

test('a site that adds nothing has the stacks that are built in, to the byte', async () => {
  const builtIn = await site.folders();
  site.site();
  expect(await site.folders()).toEqual(builtIn);
});

test('so has one whose VM is imported, or adopted', async () => {
  const [first, second] = site.input.specs;
  const specs = [
    { ...first!, importedMachine: UUID },
    adoptingSpec(second!, { macs: { br0: '52:54:00:00:00:01' } }),
  ];
  const builtIn = await site.folders(specs);
  site.site();
  expect(await site.folders(specs)).toEqual(builtIn);
  expect(stackIn(builtIn[0]!).import).toEqual([expect.objectContaining({ id: UUID })]);
});

test('what it adds is in the stacks of the hosts that are asked for, and of no others', async () => {
  site.site(`(stack) => {
    const volume = new kit.Volume(stack, 'Data', {
      name: stack.spec.machine.name + '-data.qcow2',
      pool: stack.spec.storage.poolName,
      capacity: 1, capacityUnit: 'GiB',
      target: { format: { type: 'qcow2' } },
      dependsOn: stack.prepared,
    });
    stack.machine.addDisk({ volume, serial: 'data' });
  }`);
  const [first] = site.input.specs;
  const stacks = await site.stacks([first!]);
  expect([...stacks.keys()]).toEqual([stackId(FIRST)]);
  const { resource } = stackIn(stacks.get(stackId(FIRST))!.path);
  expect(resource.libvirt_volume.Data).toMatchObject({
    name: `${first!.machine.name}-data.qcow2`,
    depends_on: [expect.stringMatching(/^null_resource\.Preparation_PackageInstallation_/)],
  });
  expect(JSON.stringify(resource.libvirt_domain)).toContain('${libvirt_volume.Data.path}');
});

test('files that it puts beside a stack stand with it, whatever they hold', async () => {
  site.project.writes('logo.bin', '');
  const bytes = Buffer.from([0, 255, 128, 10]);
  site.site(`(stack) => {
    require('node:fs').writeFileSync('logo.bin', Buffer.from([0, 255, 128, 10]));
    new cdktf.TerraformAsset(stack, 'Logo', { path: require('node:path').resolve('logo.bin') });
  }`);
  const [folder] = await site.folders([site.input.specs[0]!]);
  const names = readdirSync(folder!, { recursive: true, encoding: 'utf8' });
  const logo = names.find((name) => name.endsWith('logo.bin'));
  expect(readFileSync(join(folder!, logo!))).toEqual(bytes);
  expect((await site.stacks([site.input.specs[0]!])).get(stackId(FIRST))!.fault()).toBe(undefined);
});

test('a fault in its function is named with its place', async () => {
  site.site('(stack) => stack.machine.addDisk({ volume: undefined, serial: "a b" })');
  await expect(site.stacks()).rejects.toThrow(
    /failed \(exit code 2\): addDisk: the serial number "a b" is not allowed; .* \(\S+\.[jt]s:\d+:\d+\); correct it/,
  );
});

test('a stack of its own that is of no host is left to cdktf, and that is said', async () => {
  site.site(`(stack) => {
    const app = stack.node.root;
    if (!app.node.tryFindChild('monitoring')) new cdktf.TerraformStack(app, 'monitoring');
  }`);
  const notes: string[] = [];
  const stacks = await site.stacks(undefined, { note: (text) => notes.push(text) });
  expect(stacks.has('monitoring')).toBe(false);
  expect(notes).toEqual([
    'note: the site\'s app makes further stacks of no host: monitoring; quantum-kvm leaves them to cdktf ("npx cdktf deploy")',
  ]);
});

test.each<[string, () => void, string]>([
  [
    'hosts have left the range',
    () => site.project.configure([FIRST]),
    `${SECOND}, ${ADDRESSES[2]}`,
  ],
  [
    'a value is another one',
    () => site.project.configure(ADDRESSES, { 'kvm.memory.size.gb': '100' }),
    ADDRESSES.join(', '),
  ],
])('where %s since the run has read the two files, that is said', async (_, change, hosts) => {
  const { specs } = site.input;
  site.site();
  change();
  await expect(site.stacks(specs)).rejects.toThrow(
    new RegExp(
      `failed \\(exit code 2\\): .*quantum_server_config\\.xml or .*hosts\\.lock\\.json has changed since the run has read it, for ${hosts}; run the command again`,
    ),
  );
});

const asked = { parallel: 2, hostTimeout: 1 } as never;

test('a command whose site cannot synthesize is refused in one sentence, with the exit code 2', async () => {
  site.site('() => { throw new Error("not today"); }');
  const refusal = await plan(asked);
  expect(refusal).toBeInstanceOf(Refusal);
  const { lines, exitCode } = refusal as Refusal;
  expect(exitCode).toBe(2);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^quantum-kvm: the site's app, "node main\.js" of .*: not today \(.*main\.js:5:\d+\); correct it/,
  );
});

test('an interrupted command ends the app, and says that nothing was changed', async () => {
  site.program('process.on("SIGTERM", () => 0); setInterval(() => 0, 1000)');
  setTimeout(() => process.emit('SIGINT'), 500);
  expect(await plan(asked)).toMatchObject({
    lines: ['quantum-kvm: interrupted before a host was planned; nothing was changed'],
    exitCode: 1,
  });
});

test('what it says while all goes well is not printed', async () => {
  site.site('() => console.error("said by the site")');
  const written = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const code = await plan(asked);
  expect(written.mock.calls.join()).not.toContain('said by the site');
  expect(code).toBe(0);
  expect(existsSync(join(site.folder, 'cdktf.out'))).toBe(false);
});
