import { State, stateOf } from '../../../lib/node/terraform/state-text';
import { stateText } from '../../fixtures/state';

const vm = {
  mode: 'managed',
  type: 'libvirt_domain',
  name: 'A',
  instances: [{ attributes: { name: 'vm1', note: '{"}' } }],
};
const whole = JSON.stringify(JSON.parse(stateText([vm])), null, 2);

test('a state is its resources, lineage, serial and version', () => {
  expect(stateOf(whole)).toEqual({
    resources: [
      {
        address: 'libvirt_domain.A',
        type: 'libvirt_domain',
        attributes: { name: 'vm1', note: '{"}' },
      },
    ],
    lineage: '3bc423b5-2301-5424-eb69-a0eea619e3fb',
    serial: 3,
    terraformVersion: '1.11.4',
    writer: 'Terraform',
  });
});

test.each([
  ['Terraform', JSON.stringify(JSON.parse(whole), null, 2)],
  ['OpenTofu', JSON.stringify(JSON.parse(whole))],
  [undefined, JSON.stringify(JSON.parse(whole), null, 4)],
])('its form is that of %s', (writer, text) => {
  expect(stateOf(text)).toMatchObject({ serial: 3 });
  expect((stateOf(text) as State).writer).toBe(writer);
});

test.each([
  ['nothing', '', 'the state is empty (0 bytes)'],
  ['zero bytes', '\0'.repeat(4096), 'blanks or zero bytes'],
  ['an object that was begun', '{', 'cut off'],
  ['half a state', whole.slice(0, whole.length / 2), 'cut off'],
  ['a state without its last line', whole.slice(0, -2), 'cut off'],
  ['half a state and zero bytes', `${whole.slice(0, 200)}${'\0'.repeat(99)}`, 'cut off'],
  ['half a text', whole.slice(0, whole.indexOf('vm1') + 1), 'cut off'],
  [
    'a merge',
    `<<<<<<< HEAD\n${whole}\n=======\n${whole}\n>>>>>>> other\n`,
    'merge conflict (line 1)',
  ],
  [
    'a merge within',
    whole.replace('  "serial": 3', '<<<<<<< HEAD\n"serial": 3\n=======\n"serial": 4\n>>>>>>> b\n'),
    'merge conflict (line 4)',
  ],
  ['a state with something after it', `${whole}}`, 'it is not JSON'],
  ['a plan', 'PK\x03\x04', 'it is not JSON'],
  ['a list', '[]', 'no state of Terraform'],
  ['an object', '{}', 'no state of Terraform'],
  ['a null', 'null', 'no state of Terraform'],
  [
    'a later format',
    stateText([], { version: 5 }),
    'format version 5, of a newer Terraform; allowed is 4',
  ],
  ['an older format', '{"version": 3, "modules": []}', 'format version 3; allowed is 4'],
  ['resources that are none', stateText([], { resources: { length: 1 } }), 'at "resources"'],
  ['a serial that is none', stateText([], { serial: -1 }), 'at "serial"'],
  [
    'what OpenTofu encrypted',
    '{"encrypted_data":"AA==","encryption_version":"v0","meta":{},"serial":1,"lineage":"a"}',
    'encrypted by OpenTofu',
  ],
])('%s is called what it is', (_, text, damage) => {
  expect(stateOf(text)).toMatchObject({ damage: expect.stringContaining(damage) });
});

test('only what a failed write leaves counts as unfinished', () => {
  const unfinished = (text: string) => 'damage' in stateOf(text) && stateOf(text);
  expect(unfinished('')).toMatchObject({ unfinished: true });
  expect(unfinished(whole.slice(0, 300))).toMatchObject({ unfinished: true });
  expect(unfinished('{}')).not.toHaveProperty('unfinished');
  expect(unfinished('<<<<<<< HEAD\n')).not.toHaveProperty('unfinished');
});
