import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { SCRIPT_PATH } from '../../../lib/host-scripts/script-delivery';

/** Login shells of hosts; those that are not on this machine are left out. */
const SHELLS = ['sh', 'bash', 'dash', 'tcsh', 'fish'].filter(
  (shell) => spawnSync('which', [shell]).status === 0,
);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'script-home-'));
  chmodSync(home, 0o755);
});
afterEach(() => rmSync(home, { recursive: true }));

const scriptFile = (): string => join(home, basename(SCRIPT_PATH));

/** As scp does it for Terraform: `C0644`, into the folder of the path. */
function upload(script: string): void {
  expect(dirname(SCRIPT_PATH)).toBe('.');
  writeFileSync(scriptFile(), script);
}

function ran(shell: string, command: string) {
  return spawnSync(shell, ['-c', command], { cwd: home, encoding: 'utf8' });
}

describe.each(SHELLS)('with %s as login shell', (shell) => {
  test('the mode of the script is never changed: nobody else can write it', () => {
    upload('#!/bin/sh\necho ran\n');
    const before = process.umask(0o022);
    const { status, stdout } = ran(shell, `chmod 0777 ${SCRIPT_PATH}`);
    process.umask(before);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(statSync(scriptFile()).mode & 0o777).toBe(0o644 & ~before);
    expect(readdirSync(home)).toEqual([basename(SCRIPT_PATH)]);
  });

  test.each([0, 1, 3])('the script is run, and its exit code %d is the command’s', (code) => {
    upload(`#!/bin/sh\necho "ran $0"\nexit ${code}\n`);
    expect(ran(shell, SCRIPT_PATH)).toMatchObject({
      status: code,
      stdout: `ran ${basename(SCRIPT_PATH)}\n`,
      stderr: '',
    });
  });

  test('other files in the home are not taken for it', () => {
    for (const name of ['quantum-kvm-script.sh', 'a', 'z', '.quantum-kvm-script'])
      writeFileSync(join(home, name), 'echo another\n');
    upload('echo ran\n');
    expect(ran(shell, SCRIPT_PATH).stdout).toBe('ran\n');
  });

  test('a script can start itself again', () => {
    upload('[ -n "$AGAIN" ] && echo again && exit 4\nAGAIN=1 exec sh -- "$0"\n');
    expect(ran(shell, SCRIPT_PATH)).toMatchObject({ status: 4, stdout: 'again\n' });
  });
});

// Only root can be two users.
const asRoot = process.geteuid?.() === 0 ? test : test.skip;
asRoot('another user, who can enter the home, cannot write what is run', () => {
  chownSync(home, 0, 0);
  upload('echo ran\n');
  chmodSync(scriptFile(), 0o644);
  ran('sh', `chmod 0777 ${SCRIPT_PATH}`);
  const attack =
    'for file in ./* ./.[a-z]*; do echo "echo owned" >"$file"; mv "$file" x; done; echo owned >:new';
  spawnSync(
    'setpriv',
    ['--reuid', '65534', '--regid', '65534', '--clear-groups', 'sh', '-c', attack],
    {
      cwd: home,
    },
  );
  expect(readdirSync(home)).toEqual([basename(SCRIPT_PATH)]);
  expect(readFileSync(scriptFile(), 'utf8')).toBe('echo ran\n');
  expect(ran('sh', SCRIPT_PATH).stdout).toBe('ran\n');
});
