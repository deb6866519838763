import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrometheusFile } from '../../../cli/actions/prometheus-file';
import { Refusal } from '../../../cli/actions/session/refusal';
import { withPrivateFiles } from '../../../lib/node/file/private-file';

const ROUND = { time: new Date(), seconds: 1, hosts: [] };
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'prometheus-'))));
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function opened(file: string): PrometheusFile {
  const found = PrometheusFile.in(file, '/srv/quantum_server_config.xml');
  if (found instanceof Refusal) throw new Error(found.lines.join());
  return found;
}

test('the collector, another user, can read what is written, and never half of it', () => {
  const file = join(folder, 'quantum-kvm.prom');
  writeFileSync(file, 'before', { mode: 0o600 });
  const before = statSync(file).ino;
  expect(withPrivateFiles(() => opened(file).write(ROUND))).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o644);
  expect(statSync(file).ino).not.toBe(before);
  expect(readFileSync(file, 'utf8')).toContain('quantum_kvm_hosts{');
  expect(readdirSync(folder)).toEqual(['quantum-kvm.prom']);
});

test('a folder that is not there is refused before any host is asked', () => {
  const refused = PrometheusFile.in(join(folder, 'none', 'x.prom'), '');
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).lines.join()).toContain('--prometheus');
});

test.each([
  ['a device', () => '/dev/null'],
  ['a folder', () => folder],
  [
    'a link to a device, as /dev/stdout is one',
    () => {
      symlinkSync('/dev/null', join(folder, 'link.prom'));
      return join(folder, 'link.prom');
    },
  ],
])('%s is not replaced', (_, made) => {
  const file = made();
  const refused = PrometheusFile.in(file, '');
  expect(refused).toBeInstanceOf(Refusal);
  expect((refused as Refusal).lines.join()).toContain(`${file} is no regular file`);
});

test('what cannot be written is said, and the round goes on', () => {
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const file = opened(join(folder, 'x.prom'));
  rmSync(folder, { recursive: true });
  expect(file.write(ROUND)).toBe(false);
  expect(String(said.mock.calls[0]?.[0])).toContain('--prometheus');
});
