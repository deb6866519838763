import { differenceText } from '../../../cli/report/difference-text';
import { machineDifferences } from '../../../fleet/status/machine-differences';
import { parseMachineState } from '../../../fleet/status/machine-state';
import { MARK, sectionsOf, stateScript } from '../../../fleet/status/state-script';
import { hostSpec } from '../../fixtures/host-spec';

const spec = hostSpec({ dataDisks: [{ path: '/dev/disk/by-id/wwn-1', serial: 'wwn-1' }] });
const { machine } = spec;

const DOMAIN = `<domain type='kvm'>
  <memory unit='KiB'>134217728</memory>
  <currentMemory unit='KiB'>134217728</currentMemory>
  <vcpu placement='static' current='13'>51</vcpu>
  <cputune><period>100000</period><quota>98462</quota></cputune>
  <devices>
    <disk type='file' device='disk'><source file='/images/vm054.qcow2'/><target dev='vda'/></disk>
    <disk type='block' device='disk'><source dev='/dev/disk/by-id/wwn-1'/><target dev='vdb'/></disk>
    <disk type='file' device='cdrom'><source file='/images/vm054-install.iso'/><target dev='sda'/></disk>
    <interface type='network'><mac address='02:00:c0:a8:0c:22'/><source network='quantum-br0' bridge='br0'/></interface>
    <interface type='network'><mac address='02:01:c0:a8:0c:22'/><source network='quantum-br1' bridge='br1'/></interface>
    <graphics type='vnc' port='5954' listen='127.0.0.1'/>
  </devices></domain>`;

const network = (name: string) =>
  `<network><name>quantum-${name}</name><forward mode='bridge'/><bridge name='${name}'/></network>`;

const SECTIONS = {
  state: 'power 1 1',
  info: 'listed all\nlisted autostart',
  running: DOMAIN,
  defined: DOMAIN,
  volume: "<volume type='file'>\n  <capacity unit='bytes'>107374182400</capacity>\n</volume>",
  networks: ['all', 'active', 'autostart']
    .flatMap((list) => [`${list} quantum-br0`, `${list} quantum-br1`])
    .join('\n'),
  bridges: `${network('br0')}\n${network('br1')}`,
};

type Part = keyof typeof SECTIONS;

const SYSTEM = "<target dev='vda'/></disk>";
const further = (source: string, target: string) =>
  `${SYSTEM}<disk device='disk'><source ${source}/><target dev='${target}'/></disk>`;

test.each([
  ['a volume of a site is none that the spec knows', "file='/images/data.qcow2'", 'vdaa', []],
  [
    'a file that somebody has attached is',
    "file='/images/data.qcow2'",
    'vdc',
    [expect.stringContaining('/images/data.qcow2')],
  ],
  ['so is a device', "dev='/dev/sdz'", 'vdaa', [expect.stringContaining('/dev/sdz')]],
])('%s', (_, source, target, expected) => {
  expect(differing('running', SYSTEM, further(source, target))).toEqual(expected);
});

/** What the host prints when all is as planned, but for one replacement. */
function differing(part?: Part, from: string | RegExp = '', to = ''): string[] {
  const text = Object.entries(SECTIONS)
    .map(
      ([name, content]) =>
        `${MARK} ${name}\n${name === part ? content.replace(from, to) : content}\n`,
    )
    .join('');
  return machineDifferences(parseMachineState(sectionsOf(text)), machine).map(differenceText);
}

test('a VM as planned differs in nothing', () => expect(differing()).toEqual([]));

test.each<[Part, string | RegExp, string, string]>([
  ['state', 'power 1 1', 'power 5 2', 'the VM is off: power cut'],
  ['state', 'power 1 1', 'power 3 1', 'the VM is paused: by a user'],
  ['running', "current='13'", "current='12'", 'vCPUs 12 instead of 13'],
  ['running', "<vcpu placement='static' current='13'>51", '<vcpu>51', 'vCPUs 51 instead of 13'],
  ['running', '98462', '50000', 'CPU quota 50000 instead of 98462 µs per vCPU'],
  ['running', '<quota>98462</quota>', '', 'CPU quota none instead of 98462 µs per vCPU'],
  ['running', '5954', '5900', 'VNC port 5900 instead of 5954'],
  ['running', "n='127.0.0.1'", "n='0.0.0.0'", 'VNC address 0.0.0.0 instead of 127.0.0.1'],
  [
    'running',
    /<interface.*br1'\/><\/interface>/,
    '',
    'NICs quantum-br0 instead of quantum-br0 quantum-br1',
  ],
  [
    'running',
    '02:01:',
    '02:09:',
    'NICs quantum-br0 quantum-br1 (02:09:c0:a8:0c:22) instead of quantum-br0 quantum-br1',
  ],
  [
    'running',
    '<graphics',
    "<interface type='bridge'><source bridge='br7'/></interface><graphics",
    'NICs quantum-br0 quantum-br1 quantum-br7 instead of quantum-br0 quantum-br1',
  ],
  ['running', 'vm054.qcow2', 'other.qcow2', 'system disk other.qcow2 instead of vm054.qcow2'],
  ['running', /<disk type='block'.*/, '', 'data disks none instead of /dev/disk/by-id/wwn-1'],
  [
    'running',
    "<source file='/images/vm054-install.iso'/>",
    '',
    'install medium empty instead of vm054-install.iso',
  ],
  ['running', 'vm054-install.iso', 'x.iso', 'install medium x.iso instead of vm054-install.iso'],
  ['defined', /134217728/g, '67108864', 'memory 64 instead of 128 GiB at its next start'],
  [
    'defined',
    />134217728<\/current/,
    '>67108864</current',
    'memory in use 64 instead of 128 GiB at its next start',
  ],
  ['volume', '107374182400', '53687091200', 'system disk 50 instead of 100 GiB'],
  ['volume', /.*/s, '', 'system disk none instead of 100 GiB'],
  ['info', 'listed autostart', '', 'autostart false instead of true'],
  ['networks', 'all quantum-br1', '', 'there is no network quantum-br1'],
  ['networks', 'active quantum-br1', '', 'network quantum-br1 is stopped'],
  ['networks', 'autostart quantum-br1', '', 'network quantum-br1: autostart false instead of true'],
  ['bridges', "name='br1'", "name='br8'", 'network quantum-br1: bridge br8 instead of br1'],
])('in %s, %j changed to %j is told', (part, from, to, expected) => {
  expect(differing(part, from, to)).toEqual([expected]);
});

test('a screen with elements of the names of its attributes is read, as libvirt prints them', () => {
  const screens = `<graphics type='vnc' port='5954' autoport='no' listen='127.0.0.1'>
      <listen type='address' address='127.0.0.1'/></graphics>
    <graphics type='spice'><listen type='none'/></graphics>`;
  expect(differing('running', /<graphics.*\/>/, screens)).toEqual([]);
});

test('a VM that is not there is one difference', () => {
  const text = `${MARK} state\npower missing\n${MARK} networks\n${SECTIONS.networks}\n${MARK} bridges\n${SECTIONS.bridges}\n`;
  expect(
    machineDifferences(parseMachineState(sectionsOf(text)), machine).map(differenceText),
  ).toEqual(['there is no VM']);
});

test('what differs now and at the next start alike is told once', () => {
  const text = Object.entries(SECTIONS)
    .map(([name, content]) => `${MARK} ${name}\n${content.replaceAll('98462', '5')}\n`)
    .join('');
  expect(
    machineDifferences(parseMachineState(sectionsOf(text)), machine).map(differenceText),
  ).toEqual(['CPU quota 5 instead of 98462 µs per vCPU']);
});

test('the script asks about this VM and its networks alone and changes nothing', () => {
  const commands = [...stateScript(spec, '').matchAll(/:\/\/\/system (\S+)/g)].map(([, c]) => c);
  expect(new Set(commands)).toEqual(
    new Set([
      'version',
      'domstats',
      'list',
      'domblkerror',
      'domjobinfo',
      'domblklist',
      'blockjob',
      'dumpxml',
      'managedsave-dumpxml',
      'vol-dumpxml',
      'net-list',
      'net-dumpxml',
    ]),
  );
});

test.each([
  ['listed saved', 'power 5 5', 'the VM is off: its memory is saved'],
  ['listed transient', 'power 1 1', 'the VM has no definition, and is gone when its guest ends'],
  ['disk error vda: no space', 'power 3 5', 'the VM is paused: I/O error (vda: no space)'],
])('a VM of which libvirt says %j differs', (line, power, difference) => {
  const info = `${SECTIONS.info}\n${line}`;
  const text = Object.entries({ ...SECTIONS, info, state: power })
    .map(([name, content]) => `${MARK} ${name}\n${content}\n`)
    .join('');
  expect(
    machineDifferences(parseMachineState(sectionsOf(text)), machine).map(differenceText),
  ).toEqual([difference]);
});

test('what works on a VM is told and is no difference', () => {
  const info = `${SECTIONS.info}\njob Backup\njob Backup of vda`;
  const text = Object.entries({ ...SECTIONS, info })
    .map(([name, content]) => `${MARK} ${name}\n${content}\n`)
    .join('');
  const state = parseMachineState(sectionsOf(text));
  expect(state.jobs).toEqual(['Backup', 'Backup of vda']);
  expect(machineDifferences(state, machine)).toEqual([]);
});
