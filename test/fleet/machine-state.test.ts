import { differences, parseMachineState, stateScript } from '../../lib/fleet/machine-state';
import { hostPlan } from '../fixtures/host-plan';

const { machine } = hostPlan();
const MARK = '--quantum-kvm--';

/** What the host of the sample plan prints when all is as planned; replacements change it. */
function printed(...changes: [string, string][]): string {
  const xml = `<domain type='kvm'>
  <memory unit='KiB'>134217728</memory>
  <vcpu placement='static' current='13'>51</vcpu>
  <cputune><period>100000</period><quota>98462</quota></cputune>
  <devices>
    <interface type='network'><source network='quantum-br0'/></interface>
    <interface type='network'><source network='quantum-br1'/></interface>
    <graphics type='vnc' port='5954' listen='127.0.0.1'/>
  </devices></domain>`;
  const parts = [
    'running\n',
    'Id: 1\nAutostart:      enable\n',
    'Capacity:       107374182400\nAllocation: 1\n',
    xml,
  ];
  return changes.reduce((all, [from, to]) => all.replace(from, to), parts.join(`\n${MARK}\n`));
}

const differing = (...changes: [string, string][]) =>
  differences(parseMachineState(printed(...changes)), machine);

test('a VM as planned differs in nothing', () => expect(differing()).toEqual([]));

test.each<[string, string, string]>([
  ['running', 'shut off', 'the VM is shut off'],
  ["current='13'", "current='12'", 'vCPUs 12 instead of 13'],
  ['98462', '50000', 'CPU quota 50000 instead of 98462 µs per vCPU'],
  ['<quota>98462</quota>', '', 'CPU quota none instead of 98462 µs per vCPU'],
  ['134217728', '67108864', 'memory 64 instead of 128 GiB'],
  ['107374182400', '53687091200', 'system disk 50 instead of 100 GiB'],
  ['enable', 'disable', 'autostart false instead of true'],
  ['5954', '5900', 'VNC port 5900 instead of 5954'],
  [
    "<interface type='network'><source network='quantum-br1'/></interface>",
    '',
    'NICs quantum-br0 instead of quantum-br0 quantum-br1',
  ],
])('%j changed to %j is told', (from, to, expected) => {
  expect(differing([from, to])).toEqual([expected]);
});

test('a VM that is not there is one difference', () => {
  expect(differences(parseMachineState('missing\n'), machine)).toEqual(['there is no VM']);
});

test('a guest without room for more vCPUs is read too', () => {
  expect(
    differing(["<vcpu placement='static' current='13'>51", "<vcpu placement='static'>13"]),
  ).toEqual([]);
});

test('the script asks about this VM alone and changes nothing', () => {
  const commands = [...stateScript('vm054').matchAll(/:\/\/\/system (\S+)/g)].map(([, c]) => c);
  expect(commands).toEqual(['version', 'domstate', 'dominfo', 'domblkinfo', 'dumpxml']);
});
