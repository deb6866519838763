import { providerWarnings } from '../../../fleet/review/provider-warning';
import { Diagnostic } from '../../../fleet/terraform/terraform-event';

const CUT: Diagnostic = {
  severity: 'warning',
  summary: 'Deleting the VM vm054 cut its power',
  detail: 'What it had not written\nto its disks is lost.',
};
const SAID = 'Deleting the VM vm054 cut its power: What it had not written to its disks is lost.';

test('a warning is one sentence, each once', () => {
  expect(providerWarnings([CUT, CUT])).toEqual([SAID]);
  expect(providerWarnings([{ severity: 'warning', summary: 'alone' }])).toEqual(['alone']);
});

test('an error is none', () => {
  expect(providerWarnings([{ ...CUT, severity: 'error' }])).toEqual([]);
});

test('what a plan means for a guest is a row of the review, and none', () => {
  const detail = 'For people.\nquantum-kvm-plan: {"version":1,"vm":"vm054","changes":[]}';
  expect(providerWarnings([{ ...CUT, detail }])).toEqual([]);
});

test("Terraform's own word to addresses that were asked for is none", () => {
  const summary = 'Resource targeting is in effect';
  expect(providerWarnings([{ severity: 'warning', summary, detail: '…' }, CUT])).toEqual([SAID]);
});

test('what was said before is not repeated', () => {
  expect(providerWarnings([CUT, { ...CUT, summary: 'other' }], [SAID])).toHaveLength(1);
});

test('text and number are bounded, and nothing that steers a terminal is in it', () => {
  const many = Array.from({ length: 500 }, (_, i) => ({
    ...CUT,
    summary: `${i}\u001b[2J`,
    detail: 'x'.repeat(100_000),
  }));
  const warnings = providerWarnings(many);
  expect(warnings).toHaveLength(21);
  expect(warnings[20]).toBe('… and 480 more warnings, in the log');
  expect(Math.max(...warnings.map(({ length }) => length))).toBeLessThanOrEqual(1000);
  expect(warnings.join('')).not.toContain('\u001b');
});
