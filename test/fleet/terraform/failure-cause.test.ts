import { FailureCause } from '../../../fleet/terraform/failure-cause';
import { terraformEvent } from '../../../fleet/terraform/terraform-event';
import { TerraformEnd } from '../../../fleet/terraform/terraform-process';

const exited: TerraformEnd = { kind: 'exited', exitCode: 1 };

function causeOf(events: readonly object[], end: TerraformEnd = exited): string {
  const cause = new FailureCause();
  events.forEach((event) => cause.take(terraformEvent(JSON.stringify(event))));
  return cause.sentence(end);
}

const error = (summary: string, detail?: string) => ({
  type: 'diagnostic',
  diagnostic: { severity: 'error', summary, detail },
});
const output = (text: string) => ({
  type: 'provision_progress',
  hook: { resource: { addr: 'null_resource.check' }, output: text },
});

test('the first error is the cause, on one line', () => {
  expect(causeOf([error('Creating vm054', 'the disk\nis full'), error('Second')])).toBe(
    'Creating vm054: the disk is full (and 1 more)',
  );
});

test('a failed check says what it found', () => {
  const events = [
    output('PASS\thost.root\tthe login is root'),
    output('FAIL\tmemory.size\tthe host has 8 GiB\tadd memory'),
    error('remote-exec provisioner error', 'Process exited with status 1'),
  ];
  expect(causeOf(events)).toBe('memory.size: the host has 8 GiB');
});

test('a script that fails otherwise is told by its last words', () => {
  const events = [
    output('installing'),
    output('no space left'),
    error('remote-exec provisioner error'),
  ];
  expect(causeOf(events)).toBe('no space left');
});

test('a held lock names its holder', () => {
  const detail =
    'Error message: resource temporarily unavailable\nLock Info:\n  ID: 1\n  Operation: OperationTypeApply\n  Who: root@node1\n  Created: 2026-01-01 10:00:00 UTC\n';
  expect(causeOf([error('Error acquiring the state lock', detail)])).toBe(
    'the state is locked by another Terraform: OperationTypeApply of root@node1 since 2026-01-01 10:00:00 UTC; let it end, and repeat',
  );
});

test('a held lock whose holder is not known says what to do', () => {
  expect(causeOf([error('Error acquiring the state lock')])).toBe(
    'another program holds the lock of the state; let it end, and repeat',
  );
});

test('boxes, line breaks and control characters are left out', () => {
  expect(causeOf([error('╷\n│ Reading\u0007 the VM', '│ refused\r\n╵')])).toBe(
    'Reading the VM: refused',
  );
});

test('a long cause is cut, and says so', () => {
  const cause = causeOf([error('x'.repeat(1000))]);
  expect(cause).toBe(`${'x'.repeat(300)}…`);
});

test('a warning is no cause, and an exit without words is told by its code', () => {
  const warning = {
    type: 'diagnostic',
    diagnostic: { severity: 'warning', summary: 'deprecated' },
  };
  expect(causeOf([warning])).toBe('Terraform ended with 1');
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
