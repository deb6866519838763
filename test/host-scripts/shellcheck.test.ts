import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostScript, hostScriptParts, hostScriptText } from '../../lib/host-scripts';

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

/** Its parts are one script, and make sense together only. */
const CHECK = 'lib/host-scripts/check/';

test('ShellCheck has nothing to say about any script', () => {
  const files = scripts().filter((file) => !file.startsWith(CHECK));
  expect(files).toContain('lib/host-scripts/install.sh');
  const { stdout, status } = spawnSync('shellcheck', ['-x', ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test('ShellCheck has nothing to say about the check as a whole', () => {
  const input = hostScriptText('check.sh');
  const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', '-'], {
    input,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test('every part of the check is one noun of a moderate length, and says what it is about', () => {
  for (const file of hostScriptParts('check.sh')) {
    const lines = readFileSync(join(hostScript('check.sh'), file), 'utf8').split('\n');
    expect(lines.length).toBeLessThan(300);
    expect(lines[0]).toMatch(/^#/);
  }
});
