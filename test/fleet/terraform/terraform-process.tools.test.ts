import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunLog } from '../../../fleet/terraform/run-log';
import { TerraformEvent } from '../../../fleet/terraform/terraform-event';
import { TerraformProcess } from '../../../fleet/terraform/terraform-process';
import { TERRAFORM_BINARY } from '../../fixtures/terraform-binary';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'run-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('what Terraform prints is reported and kept, for its owner alone', async () => {
  const log = new RunLog(join(folder, 'logs'), 'plan');
  const events: TerraformEvent[] = [];
  const end = await new TerraformProcess({
    binary: TERRAFORM_BINARY,
    folder,
    args: ['plan', '-json'],
    log,
    stackId: 'host-1',
    limitSeconds: 30,
    onEvent: (event) => events.push(event),
  }).run();
  expect(end).toEqual({ kind: 'exited', exitCode: 1 });
  expect(events.some(({ diagnostic }) => /No configuration/.test(diagnostic?.summary ?? ''))).toBe(
    true,
  );
  expect(readFileSync(log.file('host-1'), 'utf8')).toContain('No configuration files');
  expect(statSync(log.file('host-1')).mode & 0o777).toBe(0o600);
  expect(statSync(log.folder).mode & 0o777).toBe(0o700);
});
