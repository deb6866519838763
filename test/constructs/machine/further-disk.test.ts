import { Volume } from '@cdktf/provider-libvirt/lib/volume';
import { Testing } from 'cdktf';
import { HostStack } from '../../../stacks/host-stack';
import { MachineSpec } from '../../../lib/machine/host-spec';
import { hostSpec } from '../../fixtures/host-spec';
import { FILES, Json } from '../../fixtures/synthesized';

const made = (machine: Partial<MachineSpec> = {}) =>
  new HostStack(Testing.app(), 'host-192-168-12-34', {
    spec: hostSpec(machine),
    files: FILES,
    stateFile: 'a.tfstate',
  });

const volume = (stack: HostStack, id: string, type?: string) =>
  new Volume(stack, id, {
    name: id,
    pool: 'default',
    ...(type !== undefined && { target: { format: { type } } }),
  });

const devices = (stack: HostStack): Json =>
  Object.values<Json>(JSON.parse(Testing.synth(stack)).resource.libvirt_domain)[0].devices;

const targets = (stack: HostStack): string[] =>
  devices(stack).disks.map(({ target }: Json) => target.dev);

test('a disk of a site comes after those of the XML, with the format of its volume', () => {
  const stack = made();
  stack.machine.addDisk({ volume: volume(stack, 'Data', 'qcow2'), serial: 'data-1' });
  stack.machine.addDisk({ volume: volume(stack, 'Logs'), serial: 'logs' });
  const { disks } = devices(stack);
  expect(disks.slice(-3, -1)).toEqual([
    {
      device: 'disk',
      driver: {
        ...{ name: 'qemu', type: 'qcow2', cache: 'none' },
        ...{ io: 'native', discard: 'unmap', io_thread: 1 },
      },
      source: { file: { file: '${libvirt_volume.Data.path}' } },
      target: { dev: 'vdaa', bus: 'virtio' },
      serial: 'data-1',
    },
    expect.objectContaining({
      driver: expect.objectContaining({ type: 'raw' }),
      target: { dev: 'vdab', bus: 'virtio' },
      serial: 'logs',
    }),
  ]);
});

test('data disks of the XML come and go, and it keeps its target', () => {
  const disk = (serial: string) => ({ path: `/dev/disk/by-id/${serial}`, serial });
  const withDisks = (...dataDisks: ReturnType<typeof disk>[]) => {
    const stack = made({ dataDisks });
    stack.machine.addDisk({ volume: volume(stack, 'Data'), serial: 'data' });
    return targets(stack);
  };
  expect(withDisks()).toEqual(['vda', 'vdaa', 'sda']);
  expect(withDisks(disk('a'), disk('b'))).toEqual(['vda', 'vdb', 'vdc', 'vdaa', 'sda']);
  const many = Array.from({ length: 26 }, (_, i) => disk(`d${i}`));
  expect(withDisks(...many).slice(-3)).toEqual(['vdaa', 'vdab', 'sda']);
});

test('the VM has a port for it, and the spare ones besides', () => {
  const ports = (stack: HostStack) => devices(stack).controllers.length;
  const stack = made();
  stack.machine.addDisk({ volume: volume(stack, 'Data'), serial: 'data' });
  expect(ports(stack)).toBe(ports(made()) + 1);
});

test('the same calls give the same bytes', () => {
  const bytes = () => {
    const stack = made();
    stack.machine.addDisk({ volume: volume(stack, 'Data'), serial: 'a' });
    stack.machine.addDisk({ volume: volume(stack, 'Logs'), serial: 'b' });
    return Testing.synth(stack);
  };
  expect(bytes()).toBe(bytes());
});

test.each(['', 'a b', 'ä', '${a}', 'x'.repeat(21)])('a serial number is refused: %j', (serial) => {
  const stack = made();
  expect(() => stack.machine.addDisk({ volume: volume(stack, 'Data'), serial })).toThrow(
    /^addDisk: the serial number ".*" is not allowed; allowed are 1 to 20 letters, digits, "_", "\." and "-"; choose another one$/,
  );
});

test('a serial number of 20 characters is allowed, once', () => {
  const stack = made();
  const serial = 'x'.repeat(20);
  stack.machine.addDisk({ volume: volume(stack, 'Data'), serial });
  expect(() => stack.machine.addDisk({ volume: volume(stack, 'Logs'), serial })).toThrow(
    `has a disk with the serial number "${serial}" already; allowed is one that no other disk of the VM has; choose another one`,
  );
});

test('the serial number of a data disk of the XML is taken', () => {
  const stack = made({ dataDisks: [{ path: '/dev/disk/by-id/a', serial: 'a' }] });
  const add = () => stack.machine.addDisk({ volume: volume(stack, 'Data'), serial: 'a' });
  expect(add).toThrow('serial number "a" already');
});

test('a volume of another format is refused', () => {
  const stack = made();
  const add = () => stack.machine.addDisk({ volume: volume(stack, 'Data', 'vmdk'), serial: 'a' });
  expect(add).toThrow('the format "vmdk" of the disk a is not allowed; allowed are "raw" and');
});
