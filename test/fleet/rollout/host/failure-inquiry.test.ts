import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FailedRun, causeOf } from '../../../../fleet/rollout/host/failure-inquiry';
import { FailureCause } from '../../../../fleet/terraform/failure-cause';
import { TerraformEvent } from '../../../../fleet/terraform/terraform-event';
import { Project } from '../../../../lib/node/project';
import { hostSpec } from '../../../fixtures/host-spec';
import { AnsweringHost } from '../../support/answering-host';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'inquiry-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function failure(...events: TerraformEvent[]): FailureCause {
  const cause = new FailureCause();
  events.forEach((event) => cause.take(event));
  return cause;
}

/** What is found; undefined: Terraform has the word. */
async function foundCause(failed: FailureCause, run: FailedRun): Promise<string | undefined> {
  const end = { kind: 'exited', exitCode: 1 } as const;
  const cause = await causeOf(failed, end, run);
  return cause === failed.sentence(end) ? undefined : cause;
}

const error = (summary: string, detail: string, address?: string): TerraformEvent => ({
  type: 'diagnostic',
  diagnostic: { severity: 'error', summary, detail, address },
});

/** A run over one host, whose places are in the folder. */
function run(host = hostSpec(), project?: Project) {
  const stack = join(folder, 'stack');
  const stateFile = join(folder, 'state', 'host.tfstate');
  [stack, dirname(stateFile)].forEach((path) => mkdirSync(path));
  const { address } = host;
  const target = { host, address, machineName: 'vm054', folder: stack, stateFile };
  return { target, folders: [], project };
}

const LOCK_FAILED = error('Error acquiring the state lock', 'Error message: …\n  ID:   4711\n');

test('where everything can be written and nobody has a lock, Terraform keeps the word', async () => {
  expect(await foundCause(failure(LOCK_FAILED), run())).toBeUndefined();
});

test('a lock of another machine is said where Terraform names it', async () => {
  const failed = run();
  const { stateFile } = failed.target;
  const note = { ID: '4711', Operation: 'Apply', Who: 'root@another', Created: 'today' };
  writeFileSync(join(dirname(stateFile), '.host.tfstate.lock.info'), JSON.stringify(note));
  const held = `the state ${stateFile} is locked by Apply of root@another since today; let that end, and repeat`;
  expect(await foundCause(failure(LOCK_FAILED), failed)).toBe(held);
  expect(await foundCause(failure(error('Backend', 'is unknown')), failed)).toBeUndefined();
});

test('what a dead process of this machine left is no lock, whatever has failed', async () => {
  const failed = run();
  const note = { ID: '4711', Operation: 'Apply', Who: `root@${hostname()}`, Created: 'today' };
  const file = join(dirname(failed.target.stateFile), '.host.tfstate.lock.info');
  writeFileSync(file, JSON.stringify(note));
  expect(await foundCause(failure(LOCK_FAILED), failed)).toBeUndefined();
});

test.each<[string, (state: string) => void, RegExp]>([
  [
    'a file in the place of the folder of the state',
    (state) => {
      rmSync(dirname(state), { recursive: true });
      writeFileSync(dirname(state), '');
    },
    /\/state: a part of its path is a file \(ENOTDIR\); move that away/,
  ],
  [
    'a folder of the state that is gone',
    (state) => rmSync(dirname(state), { recursive: true }),
    /\/state: it is not there \(ENOENT\); make it/,
  ],
  [
    'a folder in the place of the state',
    (state) => mkdirSync(state),
    /\/host\.tfstate: it is a folder, and has to be a file \(EISDIR\)/,
  ],
])('%s is said, whatever Terraform calls it', async (_, spoil, said) => {
  const failed = run();
  spoil(failed.target.stateFile);
  expect(await foundCause(failure(LOCK_FAILED), failed)).toMatch(said);
  const ofResource = error('Creating the VM', 'refused', 'libvirt_domain.Machine');
  expect(await foundCause(failure(ofResource), failed)).toBeUndefined();
});

describe('a script that did not come to begin', () => {
  const hook = { resource: { addr: 'null_resource.check', resource_type: '', resource_name: '' } };
  const notBegun = () =>
    failure(
      { type: 'provision_progress', hook: { ...hook, output: '  Target Platform: unix' } },
      { type: 'provision_errored', hook },
      error('remote-exec provisioner error', 'timeout - last error: …', 'null_resource.check'),
    );
  let host: AnsweringHost;
  beforeAll(async () => (host = await AnsweringHost.listen()));
  afterAll(() => host.close());

  const asked = (spec: typeof host.spec) =>
    foundCause(notBegun(), run(spec, new Project(join(folder, 'config.xml'))));

  test('is asked for by our own login: another host key', async () => {
    const { facts } = hostSpec();
    expect(await asked({ ...host.spec, facts })).toMatch(
      /^host\.key: .*; nothing was sent to it; /,
    );
  });

  test('a host that lets us in leaves the word to Terraform', async () => {
    host.says({ stdout: '' });
    expect(await asked(host.spec)).toBeUndefined();
  });

  test('a host that does not answer is the root of whatever else failed', async () => {
    const { facts } = hostSpec();
    const resource = { addr: 'libvirt_domain.Machine', resource_type: '', resource_name: '' };
    const events = failure(
      { type: 'apply_errored', hook: { resource } },
      error('Creating the VM', 'refused', 'libvirt_domain.Machine'),
    );
    const project = new Project(join(folder, 'config.xml'));
    const cause = await foundCause(events, run({ ...host.spec, facts }, project));
    expect(cause).toMatch(/^host\.key: .*; Terraform said: Creating the VM: refused$/);
  });

  test('a login that is no root', async () => {
    host.says({ stdout: 'FAIL\thost.sudo\tno root\tallow it\n', exitCode: 1 });
    expect(await asked(host.spec)).toBe('host.sudo: no root; allow it');
  });
});
