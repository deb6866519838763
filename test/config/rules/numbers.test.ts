import { HostConfiguration } from '../../../lib/config/configuration';
import { firstHost, told } from '../sample';

const limits: [string, keyof HostConfiguration | 'port', number, number, string][] = [
  ['kvm.cpu.percentage', 'cpuPercentage', 5, 80, 'percent of one physical CPU'],
  ['kvm.system.size.gb', 'systemSizeGib', 1, 16384, 'GiB'],
  ['kvm.memory.size.gb', 'memorySizeGib', 1, 16384, 'GiB'],
  ['kvm.shutdown.timeout.seconds', 'shutdownTimeoutSeconds', 1, 3600, 'seconds'],
  ['login.port', 'port', 1, 65535, 'TCP port'],
];

const read = (name: string, field: keyof HostConfiguration | 'port', value: string) => {
  const host = firstHost({ [name]: value });
  return field === 'port' ? host.login.port : host[field];
};

describe.each(limits)('%s', (name, field, min, max, unit) => {
  test.each([min, max])('may be %d', (value) => {
    expect(read(name, field, String(value))).toBe(value);
  });

  test.each([
    min - 1,
    max + 1,
    -1,
    0,
    1e9,
    '1e9',
    `${min}.5`,
    `0${min}`,
    `+${min}`,
    `0x10`,
    'forty',
    '',
    `${min} ${min}`,
    '99999999999999999999',
    '４０',
  ])('may not be %s', (value) => {
    expect(told({ [name]: String(value) })).toEqual([
      expect.stringMatching(
        new RegExp(
          `^f\\.xml:\\d+:\\d+: error: ${name} is "${String(value).replace(/[+.]/g, '\\$&')}"; ` +
            `allowed: ${min}…${max} \\(${unit}\\); set it to, for example, \\d+$`,
        ),
      ),
    ]);
  });

  test('may have white space around it', () => {
    expect(read(name, field, `\n  ${max} `)).toBe(max);
  });
});

test('a share of the CPU in fractions of a percent is refused', () => {
  expect(told({ 'kvm.cpu.percentage': '40.5' })).toEqual([
    'f.xml:8:44: error: kvm.cpu.percentage is "40.5"; allowed: 5…80 (percent of one physical CPU); set it to, for example, 40',
  ]);
});
