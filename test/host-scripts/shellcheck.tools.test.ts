import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cleanText,
  hostScriptText,
  lookText,
  qemuHookText,
} from '../../lib/host-scripts/script-text';

const ROOT = join(__dirname, '..', '..');

/** Shell scripts under version control, by their first line or their name. */
function scripts(): string[] {
  const { stdout } = spawnSync('git', ['ls-files', 'lib/host-scripts', 'cli', 'scripts', 'lab'], {
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

/** Their parts are one script, and make sense together only. */
const SCRIPTS = [
  ['check.sh', hostScriptText('check.sh')],
  ['install.sh', hostScriptText('install.sh')],
  ['the look', lookText()],
  ['the cleaning', cleanText()],
  ["libvirt's hook", qemuHookText()],
] as const;

test('ShellCheck has nothing to say about any script of one file', () => {
  const files = scripts().filter((file) => !file.startsWith('lib/host-scripts/'));
  expect(files).toContain('lab/lab');
  const { stdout, status } = spawnSync('shellcheck', ['-x', ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test.each(SCRIPTS)('ShellCheck has nothing to say about %s as a whole', (_, input) => {
  const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', '-'], {
    input,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
