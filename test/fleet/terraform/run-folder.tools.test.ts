import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { removeAbandonedFolders } from '../../../fleet/terraform/run-folder';
import { until } from '../support/until';
import { programFile } from '../../../lib/node/provider/bundled-provider';

/** What Terraform is, for the program that serves it, and prints where it is reached. */
function served(script: string) {
  const run = ['run', 'sh', '-c', `echo "$TF_REATTACH_PROVIDERS $TMPDIR"; ${script}`];
  const { stdout, signal } = spawnSync(programFile(), run, { encoding: 'utf8' });
  const [socket] = /\/[^"]*quantum-kvm-[^"]*/.exec(stdout) ?? [];
  if (socket === undefined) throw new Error(stdout);
  return { stdout, signal, folder: dirname(socket) };
}

test('the sockets of a serving process that is killed are removed by the next run', async () => {
  const { stdout, signal, folder } = served('kill -KILL $PPID');
  expect(signal).toBe('SIGKILL');
  expect(stdout).toContain(` ${folder}\n`);
  expect(existsSync(folder)).toBe(true);
  removeAbandonedFolders();
  // Another run of this machine may be removing it at the same moment.
  await until(() => !existsSync(folder));
});

test('they go with a command that ends by itself', () => {
  const { stdout, folder } = served('test -d "$TMPDIR" && echo ready');
  expect(stdout).toContain('ready');
  expect(existsSync(folder)).toBe(false);
});
