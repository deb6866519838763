import { told, property, toldOf, xml } from '../sample';

test.each([
  ['kvm.cpu.percent', 'kvm.cpu.percentage'],
  ['kvm.memory.size', 'kvm.memory.size.gb'],
  ['KVM.Autostart', 'kvm.autostart'],
  [' kvm.autostart', 'kvm.autostart'],
  ['kvm.bridge.index0.name', 'kvm.bridge.index1.name'],
  ['kvm.bridge.index01.name', 'kvm.bridge.index1.name'],
  ['kvm.bridge.index.name', 'kvm.bridge.index1.name'],
])('the unknown name %s is a warning that proposes %s', (name, proposal) => {
  expect(told({}, property(name, 'x'))).toEqual([
    `f.xml:11:17: warning: ${name.trim()} is not a property of quantum-kvm and is ignored; did you mean ${proposal}?`,
  ]);
});

test.each([
  'deployment.directory',
  'remote.user',
  'kvmx.range',
  'a.kvm.host.range',
  'constructor',
  '__proto__',
  '',
])('the name %s belongs to another tool', (name) => {
  expect(told({}, property(name, 'a&b'))).toEqual([]);
});

test('elements of another name, and properties without a name, are left alone', () => {
  expect(
    toldOf(xml({}, '<setting name="kvm.cpu.percentage" value="99"/>', '<property value="1"/>')),
  ).toEqual([]);
});

test('a property without a value tells what to write', () => {
  expect(told({}, '<property name="kvm.autostart">false</property>')).toEqual([
    'f.xml:11:1: error: kvm.autostart has no value attribute; allowed: true or false; ' +
      'write <property name="kvm.autostart" value="true"/>',
  ]);
});

test('an unknown name of any length makes a short warning', () => {
  const [warning = ''] = told({}, property(`kvm.${'x'.repeat(900000)}`, '1'));
  expect(warning.length).toBeLessThan(200);
});
