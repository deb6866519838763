import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** Shell scripts under version control, by their first line or their name. */
function scripts(): string[] {
  const { stdout } = spawnSync('git', ['ls-files', 'lib/host-scripts', 'scripts', 'lab'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return stdout
    .split('\n')
    .filter(
      (file) =>
        file.endsWith('.sh') || (file !== '' && isShell(readFileSync(join(ROOT, file), 'latin1'))),
    );
}

function isShell(text: string): boolean {
  return /^#!\/bin\/(ba)?sh\b/.test(text);
}

test('ShellCheck has nothing to say about any script', () => {
  const files = scripts();
  expect(files).toContain('lib/host-scripts/check.sh');
  const { stdout, status } = spawnSync('shellcheck', ['-x', ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
