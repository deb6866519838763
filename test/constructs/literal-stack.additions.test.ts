import { Network } from '@cdktf/provider-libvirt/lib/network';
import { Volume } from '@cdktf/provider-libvirt/lib/volume';
import { Fn, TerraformLocal, TerraformOutput, TerraformStack, Testing } from 'cdktf';
import { ForeignExpression } from '../../lib/constructs/literal-stack';
import { MachineSpec } from '../../lib/machine/host-spec';
import { HostStack } from '../../stacks/host-stack';
import { hostSpec } from '../fixtures/host-spec';
import { FILES, Json } from '../fixtures/synthesized';

const made = (machine: Partial<MachineSpec> = {}) =>
  new HostStack(Testing.app(), 'host-192-168-12-34', {
    spec: hostSpec(machine),
    files: FILES,
    stateFile: 'a.tfstate',
  });

const resources = (stack: TerraformStack): Json => JSON.parse(Testing.synth(stack)).resource;

const volume = (stack: HostStack, id = 'Data') =>
  new Volume(stack, id, { name: `${id}.qcow2`, pool: 'default', dependsOn: stack.prepared });

test('what a site adds holds tokens and functions of cdktf', () => {
  const stack = made();
  const data = volume(stack);
  new TerraformOutput(stack, 'path', { value: Fn.basename(data.path) });
  new TerraformLocal(stack, 'name', `x-${data.name}`);
  new Network(stack, 'Further', {
    name: Fn.upper(data.name),
    bridge: { name: 'br9' },
    forward: { mode: 'bridge' },
  });
  const { output, locals, resource } = JSON.parse(Testing.synth(stack));
  expect(output.path.value).toBe('${basename(libvirt_volume.Data.path)}');
  expect(locals.name).toBe('x-${libvirt_volume.Data.name}');
  expect(resource.libvirt_network.Further.name).toBe('${upper(libvirt_volume.Data.name)}');
});

test('it holds what ours have to say of themselves, in functions too', () => {
  const stack = made();
  new TerraformOutput(stack, 'plain', { value: stack.systemDisk.path });
  new TerraformOutput(stack, 'file', { value: Fn.basename(stack.systemDisk.path) });
  const { output } = JSON.parse(Testing.synth(stack));
  expect(output.plain.value).toBe('${libvirt_volume.SystemDisk_4185F0E4.path}');
  expect(output.file.value).toBe('${basename(libvirt_volume.SystemDisk_4185F0E4.path)}');
});

test.each<[string, (stack: HostStack) => string]>([
  ['text', () => '${file("a")}'],
  ['a token of the site', (stack) => volume(stack, 'Other').name],
  ['text that looks like one', (stack) => `${volume(stack, 'Other').name}`.replace(/\d+/, '0')],
])('in ours an expression of others is refused as ever: %s', (_, text) => {
  const stack = made();
  volume(stack);
  stack.machine.domain.addOverride('title', text(stack));
  expect(() => Testing.synth(stack)).toThrow(ForeignExpression);
});

test('a value of the input that names a token of the site is refused', () => {
  const first = made();
  const token = volume(first).path;
  const stack = made({ nics: [{ bridge: token, mac: '02:00:c0:a8:0c:22' }] });
  volume(stack);
  expect(() => Testing.synth(stack)).toThrow(ForeignExpression);
});

test('a stack to which nothing is added has the same bytes as ever', () => {
  const bytes = Testing.synth(made());
  expect(Testing.synth(made())).toBe(bytes);
  const stack = made();
  volume(stack);
  expect(resources(stack).libvirt_domain).toEqual(JSON.parse(bytes).resource.libvirt_domain);
});

test('what a site adds may refer to another stack of its own', () => {
  const stack = made();
  const other = new TerraformStack(stack.node.root, 'other');
  const shared = new TerraformOutput(other, 'shared', { value: 'x' });
  expect(shared).toBeDefined();
  const network = new Network(other, 'Shared', {
    name: 'n',
    bridge: { name: 'br9' },
    forward: { mode: 'bridge' },
  });
  new TerraformOutput(stack, 'network', { value: network.name });
  stack.prepareStack();
  expect(JSON.parse(JSON.stringify(stack.toTerraform())).output.network.value).toContain(
    'data.terraform_remote_state',
  );
});
