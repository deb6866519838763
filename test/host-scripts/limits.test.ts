import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LOCATION } from '../../lib/config/configuration';
import { limits } from '../../lib/config/rules/limits';
import { TAG_NAMESPACE } from '../../lib/constructs/machine/machine-tag';
import { hostScriptPart } from '../../lib/host-scripts/script-text';

const check = (part: string) => hostScriptPart('check.sh', part);

test.each([
  ['memory that a host keeps', check('40-memory.sh'), `HOST_RESERVE_GIB=${limits.hostReserveGib}`],
  ['sockets', check('30-cpu.sh'), `MAX_SOCKETS=${limits.sockets.max}`],
  ['default location', check('60-storage.sh'), `OWN_STORAGE=${DEFAULT_LOCATION}`],
  [
    'default location of the installation',
    hostScriptPart('install.sh', '10-report.sh'),
    `QK_POOL_PATH:-${DEFAULT_LOCATION}}`,
  ],
])('the %s of a host script is that of the configuration', (_, script, line) => {
  expect(script.split(/\s|=\$\{/)).toContain(line);
});

/** The Go files of the provider that are no tests. */
function providerSource(): string {
  const folder = join(__dirname, '../../provider/internal');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

test('a VM of ours has one tag, whichever provider made it and whoever looks for it', () => {
  expect(check('70-libvirt.sh')).toContain(`/${TAG_NAMESPACE}/`);
  expect(providerSource()).toContain(`"${TAG_NAMESPACE}"`);
});

test('check and install know the form of values by the same text', () => {
  expect(hostScriptPart('install.sh', '15-values.sh')).toBe(check('15-values.sh'));
});
