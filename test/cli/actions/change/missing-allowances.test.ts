import { Consequence } from '../../../../fleet/review/consequence';
import { MergedRow } from '../../../../fleet/review/merged-plan';
import { missingAllowances } from '../../../../cli/actions/change/missing-allowances';

const HOSTS = ['192.168.12.34', '192.168.12.35'];

const row = (change: string, consequence: Consequence, hosts = HOSTS): MergedRow => ({
  hosts,
  change,
  consequence,
});

test('what a guest does not notice needs no allowance', () => {
  expect(missingAllowances([row('CPU quota', 'online'), row('network', 'none')], [])).toEqual([]);
});

test.each<[Consequence, string]>([
  ['restart', 'restart'],
  ['reinstall', 'reinstall'],
  ['data loss', 'data-loss'],
])('a change that means %s names its hosts and the option --allow %s', (consequence, name) => {
  expect(missingAllowances([row('memory', consequence)], [])).toEqual([
    `this means ${consequence}: memory (2 hosts: 192.168.12.34:192.168.12.35); nothing was applied; add --allow ${name} if it is meant`,
  ]);
});

test('what was allowed by name is not missing', () => {
  expect(missingAllowances([row('memory', 'restart')], ['restart'])).toEqual([]);
});

test('one allowance does not stand for a worse one, nor a worse one for it', () => {
  const rows = [row('disk given up', 'data loss'), row('memory', 'restart')];
  const missing = (name: 'restart' | 'data-loss') => missingAllowances(rows, [name]).join();
  expect(missing('restart')).toMatch(/^this means data loss: [^;]*; nothing was applied; add/);
  expect(missing('data-loss')).toMatch(/^this means restart: [^;]*; nothing was applied; add/);
});

test('all changes of one kind are one sentence', () => {
  const rows = [row('memory', 'restart'), row('VNC port', 'restart', ['192.168.12.36'])];
  expect(missingAllowances(rows, [])).toEqual([
    'this means restart: memory (2 hosts: 192.168.12.34:192.168.12.35); VNC port (192.168.12.36); nothing was applied; add --allow restart if it is meant',
  ]);
});
