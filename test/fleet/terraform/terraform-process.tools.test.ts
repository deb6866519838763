import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunLog } from '../../../fleet/terraform/run-log';
import { TerraformEvent } from '../../../fleet/terraform/terraform-event';
import { TerraformProcess } from '../../../fleet/terraform/terraform-process';

jest.setTimeout(60_000);

let folder: string;
let before: string;
beforeEach(() => {
  before = process.cwd();
  folder = mkdtempSync(join(tmpdir(), 'run-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

function terraform(args: readonly string[], binary = 'terraform') {
  const log = new RunLog('deploy');
  const events: TerraformEvent[] = [];
  const call = { binary, folder, args, log, stackId: 'host-1', limitSeconds: 30 };
  const run = new TerraformProcess({ ...call, onEvent: (event) => events.push(event) });
  return { run, log, events };
}

test('what Terraform prints is told and kept, for its owner alone', async () => {
  const { run, log, events } = terraform(['plan', '-json']);
  expect(await run.run()).toEqual({ kind: 'exited', exitCode: 1 });
  expect(events.some(({ diagnostic }) => /No configuration/.test(diagnostic?.summary ?? ''))).toBe(
    true,
  );
  expect(readFileSync(log.file('host-1'), 'utf8')).toContain('No configuration files');
  expect(statSync(log.file('host-1')).mode & 0o777).toBe(0o600);
  expect(statSync(log.folder).mode & 0o777).toBe(0o700);
});

test('a Terraform that is not there is a value', async () => {
  const { run } = terraform([], join(folder, 'none'));
  expect(await run.run()).toMatchObject({ kind: 'not started' });
});

test('Terraform that waits is ended when it is asked to stop', async () => {
  const { run } = terraform(['console']);
  const ended = run.run();
  run.stop();
  expect((await ended).kind).toMatch(/signalled|exited/);
});
