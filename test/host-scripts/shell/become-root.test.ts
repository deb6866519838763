import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRecords } from '../../../lib/host-scripts/check-record';
import { throughSudo } from '../../../lib/host-scripts/become-root';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sudo-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Where sudo does this; nobody waits. */
function run(sudo: string, shell = 'sh') {
  writeFileSync(join(folder, 'sudo'), `#!/bin/sh\n${sudo}\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
  const PATH = `${folder}:${process.env.PATH}`;
  return spawnSync(shell, ['-c', `exec sh -c '${throughSudo('sh -s')}'`], {
    encoding: 'utf8',
    env: { ...process.env, PATH, LC_ALL: 'de_DE.UTF-8' },
    input: 'echo "ran $*"\n',
  });
}

test('what sudo lets run has the whole input', () => {
  const { stdout, status } = run('[ "$1" = -n ] && shift && exec "$@"');
  expect([stdout, status]).toEqual(['ran \n', 0]);
});

test('a refusal is a record, in English whatever the language, known by the exit code alone', () => {
  const { stdout, status } = run(
    'printf "%s: bitte\\n\\tPasswort\\n" "$LC_ALL" >&2; echo "it\'s a \\"quote\\"" >&2; exit 1',
  );
  expect(status).toBe(1);
  const [record, ...more] = parseRecords(stdout);
  expect(more).toEqual([]);
  expect(record).toMatchObject({ id: 'host.sudo', verdict: 'fail' });
  expect(record?.message).toMatch(
    /^login \S+ cannot become root: C: bitte Passwort it's a "quote"/,
  );
  expect(record?.cure).toMatch(
    /^run "echo (\S+) ALL=NOPASSWD:EXEC:ALL >\/etc\/sudoers\.d\/zz-quantum-kvm && chmod 440 /,
  );
});

test('a root that may start no program is none, which is said with what keeps it', () => {
  writeFileSync(join(folder, 'env'), '', { mode: 0o644 });
  const { stdout, status } = run(`shift; PATH=${folder} exec /bin/sh -s`);
  expect(status).toBe(1);
  expect(parseRecords(stdout)).toMatchObject([
    {
      id: 'host.sudo',
      verdict: 'fail',
      message: expect.stringMatching(/ cannot become root: noexec .*Permission denied/),
      cure: expect.stringContaining('ALL=NOPASSWD:EXEC:ALL'),
    },
  ]);
});

test('it stands between single quotes for any login shell', () => {
  expect(throughSudo('sh -s')).not.toMatch(/['!\n]/);
});
