import { parseConsoles } from '../../../fleet/status/machine-consoles';

test.each([
  ['127.0.0.1:81', '127.0.0.1', 5981],
  [':0', '127.0.0.1', 5900],
  ['[::1]:7', '::1', 5907],
])('a display that virsh calls %s is at %s, port %i', (told, address, port) => {
  expect(parseConsoles(`power 1 1\nvnc ${told}\nserial /dev/pts/3\n`)).toEqual({
    ...{ state: 'running', serial: true },
    vnc: { address, port },
  });
});

test('a VM that is off has none', () => {
  expect(parseConsoles('power 5 1\n')).toEqual({ state: 'off: shut down', serial: false });
  expect(parseConsoles('power missing\n')).toEqual({ state: 'missing', serial: false });
});

test('what no virsh says is no place to connect to', () => {
  expect(parseConsoles('power 1 1\nvnc -oProxyCommand=x:1\n')?.vnc?.address).toBe('127.0.0.1');
  expect(parseConsoles('power 1 1\nvnc 10.0.0.1:99999\n')?.vnc).toBeUndefined();
  expect(parseConsoles('hello\n')).toBeUndefined();
});
