import { FailureCause } from '../../../fleet/terraform/failure-cause';
import { terraformEvent } from '../../../fleet/terraform/terraform-event';
import { TerraformEnd } from '../../../fleet/terraform/terraform-process';

const exited: TerraformEnd = { kind: 'exited', exitCode: 1 };

function causeOf(events: readonly object[], end: TerraformEnd = exited): string {
  const cause = new FailureCause();
  events.forEach((event) => cause.take(terraformEvent(JSON.stringify(event))));
  return cause.sentence(end);
}

const error = (summary: string, detail?: string, address?: string) => ({
  type: 'diagnostic',
  diagnostic: { severity: 'error', summary, detail, address },
});
const CHECK = 'null_resource.check';
const hook = (addr: string, more: object = {}) => ({ hook: { resource: { addr }, ...more } });
const output = (text: string, addr = CHECK) => ({
  type: 'provision_progress',
  ...hook(addr, { output: text }),
});
const BEGIN = output('BEGIN\tcheck.sh');
/** How a script fails in Terraform's events. */
const scriptFailed = (detail: string, addr = CHECK) => [
  { type: 'provision_errored', ...hook(addr) },
  { type: 'apply_errored', ...hook(addr) },
  error('remote-exec provisioner error', detail, addr),
];
/** What Terraform says of its connection before a script of a host begins. */
const CONNECTING = [
  'Connecting to remote host via SSH...',
  '  User: root',
  '  Target Platform: unix',
];

test('all errors are said, on one line', () => {
  expect(causeOf([error('Creating vm054', 'the disk\nis full'), error('Second')])).toBe(
    'Creating vm054: the disk is full; Second',
  );
});

test('the cure of a check that failed names its host', () => {
  const cause = new FailureCause('10.0.0.7');
  const record =
    'FAIL\thost.disks\tanother disk\trun "quantum-kvm check --accept-new-facts ADDRESS"';
  for (const event of [BEGIN, output(record), ...scriptFailed('exit status 1')]) {
    cause.take(terraformEvent(JSON.stringify(event)));
  }
  expect(cause.sentence(exited)).toBe(
    'host.disks: another disk; run "quantum-kvm check --accept-new-facts 10.0.0.7"',
  );
});

test('of many errors three are said, and the others counted', () => {
  const errors = [1, 2, 3, 4, 5].map((n) => error(`Error ${n}`));
  expect(causeOf(errors)).toBe('Error 1; Error 2; Error 3 (and 2 more)');
});

test('what failed first is the root, whatever the order of the errors', () => {
  const errored = (addr: string) => ({ type: 'apply_errored', ...hook(addr) });
  const events = [
    errored('libvirt_volume.SystemDisk'),
    errored('libvirt_network.br0'),
    error('Creating the network', 'refused', 'libvirt_network.br0'),
    error('Creating the volume', 'no pool', 'libvirt_volume.SystemDisk'),
  ];
  expect(causeOf(events)).toBe('Creating the volume: no pool; Creating the network: refused');
});

test('the same words about several resources are said once', () => {
  const events = ['a', 'b', 'c'].map((name) =>
    error(`Reading ${name}`, '192.168.12.34 cannot be reached', `libvirt_volume.${name}`),
  );
  expect(causeOf(events)).toBe('Reading a: 192.168.12.34 cannot be reached');
});

test('a failed check says what it found, and what to do', () => {
  const events = [
    BEGIN,
    output('PASS\thost.root\tthe login is root'),
    output('FAIL\tmemory.size\tthe host has 8 GiB\tadd memory\r'),
    ...scriptFailed('Process exited with status 1'),
  ];
  expect(causeOf(events)).toBe('memory.size: the host has 8 GiB; add memory');
});

test('a script that fails without a record is told by its exit code and its last words', () => {
  const events = [
    ...CONNECTING.map((line) => output(line)),
    BEGIN,
    output('PASS\thost.root\tthe login is root'),
    output('tar: write error'),
    output('no space left'),
    output('DONE\tkey\tauthorized'),
    ...scriptFailed('error executing "/tmp/x.sh": Process exited with status 3'),
  ];
  expect(causeOf(events)).toBe(
    'remote-exec provisioner error: error executing "/tmp/x.sh": Process exited with status 3; the last that it printed: tar: write error | no space left',
  );
});

test("what Terraform says of its connection is no script's word, and the host is to be asked", () => {
  const cause = new FailureCause();
  const events = [
    ...CONNECTING.map((line) => output(line)),
    ...scriptFailed('timeout - last error: SSH authentication failed'),
  ];
  events.forEach((event) => cause.take(terraformEvent(JSON.stringify(event))));
  expect(cause.sentence(exited)).toBe(
    'remote-exec provisioner error: timeout - last error: SSH authentication failed',
  );
  expect([cause.isConnection, cause.isOfRun]).toEqual([true, false]);
});

test('a failure that is about no resource is one of the run', () => {
  const cause = new FailureCause();
  cause.take(terraformEvent(JSON.stringify(error('Verrou refusé', 'ID: 4711-0815'))));
  expect([cause.isConnection, cause.isOfRun]).toEqual([false, true]);
  expect([cause.names('4711-0815'), cause.names('4712')]).toEqual([true, false]);
});

test('boxes, line breaks and control characters are left out', () => {
  expect(causeOf([error('╷\n│ Reading\u0007 the VM', '│ refused\r\n╵')])).toBe(
    'Reading the VM: refused',
  );
});

test('a long cause keeps both its ends', () => {
  const cause = causeOf([error('Creating the VM', `${'x '.repeat(1000)}Permission denied`)]);
  expect(cause).toMatch(/^Creating the VM: x .* … .*x Permission denied$/);
  expect(cause.length).toBeLessThanOrEqual(1000);
});

test("QEMU's reason is said without its command line, its times and the definition of a device", () => {
  const blockdev = `-blockdev ${JSON.stringify({ driver: 'file', filename: '/a"}b', n: { m: [1] } })}`;
  const detail = `internal error: QEMU unexpectedly closed the monitor (vm='vm054'): 2026-01-02T03:04:05.678901Z qemu-system-x86_64: ${blockdev}: Could not open '/images/vm054.qcow2': Permission denied`;
  expect(causeOf([error('Starting the VM', detail)])).toBe(
    "Starting the VM: internal error: QEMU unexpectedly closed the monitor (vm='vm054'): QEMU: Could not open '/images/vm054.qcow2': Permission denied",
  );
});

test.each([
  [
    '/usr/bin/qemu-system-x86_64 -name guest=vm054 -S -object {"qom-type":"secret"} -machine pc -nodefaults: failed',
    '',
  ],
  [
    '2026-01-02 03:04:05.678+0000: qemu-kvm: -drive file=/a,format=raw,if=none: no such file',
    'QEMU: no such file',
  ],
  [
    'qemu-kvm: -device {"driver":"vfio-pci"}: vfio 0000:01: not viable',
    'QEMU: vfio 0000:01: not viable',
  ],
  ['qemu-img: cannot resize -blockdev', 'qemu-img: cannot resize -blockdev'],
  ['-device {"driver":"unended', ''],
])('noise goes: %s', (said, left) => {
  expect(causeOf([error('a', said)])).toBe(`a: ${left}`.trim());
});

test('a warning is no cause, and an exit without words is told by its code', () => {
  const warning = {
    type: 'diagnostic',
    diagnostic: { severity: 'warning', summary: 'deprecated' },
  };
  expect(causeOf([warning])).toBe('Terraform ended with exit code 1 and said nothing');
});

test('what is printed outside of events counts where there is no error', () => {
  const cause = new FailureCause();
  cause.take(terraformEvent('panic: out of memory'));
  expect(cause.sentence(exited)).toBe('panic: out of memory');
});

test.each<[TerraformEnd, RegExp]>([
  [{ kind: 'signalled', signal: 'SIGKILL' }, /SIGKILL; the same command completes/],
  [{ kind: 'too slow', limitSeconds: 60 }, /no end within 60 s/],
  [{ kind: 'left running', pid: 7 }, /still runs as process 7/],
  [{ kind: 'not started', reason: 'ENOENT' }, /does not start: ENOENT/],
])('an end that is no exit is told: %j', (end, expected) => {
  expect(causeOf([], end)).toMatch(expected);
});
