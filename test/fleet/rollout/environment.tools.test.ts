import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { HostRun } from '../../../fleet/rollout/host/host-run';
import { changesIn } from '../../../fleet/terraform/saved-plan';
import { restoration, restoreState } from '../../../fleet/terraform/state-restoration';
import { BUNDLED_PROVIDERS } from '../../../lib/node/provider/bundled-provider';
import { recordedDigest } from '../../../lib/node/provider/provider-digest';
import { providerLock } from '../../../lib/node/provider/provider-lock';
import { ProviderMirror } from '../../../lib/node/provider/provider-mirror';
import { ProviderProgram } from '../../../lib/node/provider/provider-program';
import { TerraformBinary, findTerraform } from '../../../lib/node/terraform/terraform-binary';
import {
  meaningChanging,
  variablesLeftOut,
} from '../../../lib/node/terraform/terraform-environment';
import { resourcesIn } from '../../../lib/node/terraform/state-file';
import { isDistrust } from '../../../lib/node/file/trusted-path';
import { TestFleet } from '../support/test-fleet';

/** A deployed host whose stack holds what Terraform itself provides, planned by the real Terraform. */
let fleet: TestFleet;
let binary: TerraformBinary;
beforeAll(async () => {
  const found = await findTerraform();
  if (!found || isDistrust(found)) throw new Error('no Terraform answers');
  binary = found;
  fleet = await TestFleet.of(2);
  stack({ first: { input: '1' }, second: { input: '2' } });
  expect(await applied()).toEqual({ kind: 'done' });
});
afterAll(() => fleet.remove());

function stack(resources: object): void {
  const { folder, stateFile } = fleet.first;
  const backend = { local: { path: relative(folder, stateFile) } };
  const resource = { terraform_data: resources };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ terraform: { backend }, resource }));
}

const run = () => new HostRun(fleet.first, fleet.context({ binary }));

/** The addresses that a plan changes, or why there is none. */
async function planned(destroy: boolean) {
  const found = await run().plan({ destroy });
  if (found.kind === 'failed') return found.cause;
  if (found.changes.length === 0) return [];
  const changes = await changesIn(binary.file, fleet.first.folder, found.file);
  return changes.map(({ address }) => address);
}

const ALL = ['terraform_data.first', 'terraform_data.second'];

async function applied() {
  const plan = await run().plan({});
  if (plan.kind === 'failed') throw new Error(plan.cause);
  return run().apply(plan.file);
}

function provider(): ProviderProgram {
  const program = ProviderProgram.open();
  if (isDistrust(program)) throw new Error(program.reason);
  return program;
}

function bundledLock(): string {
  const digest = recordedDigest();
  if (isDistrust(digest)) throw new Error(digest.reason);
  return providerLock(BUNDLED_PROVIDERS, [digest]);
}

async function withVariables<T>(variables: Record<string, string>, work: () => Promise<T>) {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}

const left = 'left out';
const passed = 'passed';
const silent = 'replaced';

/**
 * Every variable that the documentation of Terraform and OpenTofu has, with a value that does harm, what becomes
 * of it, and whether plain cdktf is refused with it.
 */
const VARIABLES: readonly (readonly [
  name: string,
  value: string,
  treated: string,
  cdktf: string,
])[] = [
  ['TF_WORKSPACE', 'prod', left, 'refused'],
  ['TF_DATA_DIR', '/nonexistent/data', left, 'refused'],
  ['TF_CLI_ARGS', '-refresh=false -target=terraform_data.none', left, 'refused'],
  ['TF_CLI_ARGS_plan', '-target=terraform_data.none', left, 'refused'],
  ['TF_CLI_ARGS_init', '-backend-config=path=/tmp/none.tfstate', left, 'refused'],
  ['TF_CLI_ARGS_show', '-no-color', left, 'refused'],
  ['TF_CLI_ARGS_apply', '-state=/tmp/none.tfstate', left, 'refused'],
  ['TF_VAR_first', 'other', left, 'same'],
  ['TF_INPUT', 'true', silent, 'same'],
  ['TF_IN_AUTOMATION', '', silent, 'same'],
  ['TF_REATTACH_PROVIDERS', '{', left, 'refused'],
  ['TF_LOG', 'trace', passed, 'same'],
  ['TF_LOG_CORE', 'json', passed, 'same'],
  ['TF_LOG_PROVIDER', 'trace', passed, 'same'],
  ['TF_LOG_PATH', '/nonexistent/log', left, 'same'],
  ['TF_TEMP_LOG_PATH', '/nonexistent/log', left, 'refused'],
  ['TF_CLI_CONFIG_FILE', '/nonexistent/terraformrc', passed, 'same'],
  ['TERRAFORM_CONFIG', '/nonexistent/terraformrc', passed, 'same'],
  ['TF_PLUGIN_CACHE_DIR', '/nonexistent/cache', passed, 'same'],
  ['TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE', '1', left, 'refused'],
  ['TF_REGISTRY_DISCOVERY_RETRY', '-1', passed, 'same'],
  ['TF_REGISTRY_CLIENT_TIMEOUT', '-1', passed, 'same'],
  ['TF_PROVIDER_DOWNLOAD_RETRY', '-1', passed, 'same'],
  ['TF_TOKEN_terraform_local', 'secret', passed, 'same'],
  ['TF_APPEND_USER_AGENT', 'x', passed, 'same'],
  ['TF_IGNORE', 'trace', left, 'refused'],
  ['TF_STATE_PERSIST_INTERVAL', '100000', left, 'refused'],
  ['TF_FORCE_LOCAL_BACKEND', '1', left, 'refused'],
  ['TF_CLOUD_ORGANIZATION', 'other', left, 'refused'],
  ['TF_CLOUD_HOSTNAME', 'other.example', left, 'refused'],
  ['TF_CLOUD_PROJECT', 'other', left, 'refused'],
  ['TF_HTTP_ADDRESS', 'http://127.0.0.1:1', left, 'refused'],
  ['TF_HTTP_LOCK_ADDRESS', 'http://127.0.0.1:1', left, 'refused'],
  ['TF_HTTP_UNLOCK_ADDRESS', 'http://127.0.0.1:1', left, 'refused'],
  ['TF_HTTP_UPDATE_METHOD', 'DELETE', left, 'refused'],
  ['TF_HTTP_USERNAME', 'x', passed, 'same'],
  ['TF_HTTP_PASSWORD', 'x', passed, 'same'],
  ['TF_DISABLE_PLUGIN_TLS', '1', left, 'refused'],
  ['TF_SCHEMA_PANIC_ON_ERROR', '1', left, 'refused'],
  ['TF_WARN_OUTPUT_ERRORS', '1', left, 'refused'],
  ['TF_ACC', '1', left, 'refused'],
  ['TF_ENCRYPTION', 'method "aes_gcm" "none" {', left, 'refused'],
  ['TF_STATE_ENCRYPTION', 'x', left, 'refused'],
  ['TF_ENABLE_PLUGGABLE_STATE_STORAGE', '1', left, 'refused'],
  ['TOFU_CPU_PROFILE', '/nonexistent/profile', left, 'refused'],
  ['PLUGIN_PROTOCOL_VERSIONS', '1', left, 'refused'],
  ['PLUGIN_CLIENT_CERT', 'x', left, 'refused'],
  ['PLUGIN_UNIX_SOCKET_DIR', '/nonexistent', left, 'refused'],
  ['GODEBUG', 'inittrace=1', passed, 'same'],
  ['GOMAXPROCS', '1', passed, 'same'],
  ['HTTPS_PROXY', 'http://127.0.0.1:1', passed, 'same'],
  ['CHECKPOINT_DISABLE', '', passed, 'same'],
];

test.each(VARIABLES)('%s=%s is %s; plain cdktf: %s', async (name, value, treated, cdktf) => {
  await withVariables({ [name]: value }, async () => {
    expect(variablesLeftOut().includes(name)).toBe(treated === left);
    expect(meaningChanging().includes(name)).toBe(cdktf === 'refused');
    expect(await planned(false)).toEqual([]);
    expect(await planned(true)).toEqual(ALL);
  });
});

test('all of them together change nothing either', async () => {
  await withVariables(Object.fromEntries(VARIABLES), async () => {
    expect(await planned(false)).toEqual([]);
    expect(await planned(true)).toEqual(ALL);
  });
});

/** The tests above would fail with an environment that is inherited. */
test.each([
  ['TF_WORKSPACE', 'prod', 0],
  ['TF_CLI_ARGS_plan', '-target=terraform_data.none', 0],
  ['TF_DATA_DIR', '/nonexistent/data', 1],
  ['TF_REATTACH_PROVIDERS', '{', 1],
])('Terraform alone does something else with %s', (name, value, status) => {
  const args = ['plan', '-destroy', '-input=false', '-detailed-exitcode'];
  const env = { ...process.env, [name]: value };
  const options = { cwd: fleet.first.folder, env };
  expect(spawnSync(binary.file, args, options).status).toBe(status);
});

test('a workspace that was selected in the folder of a stack is not gone by', async () => {
  const file = join(fleet.first.folder, '.terraform', 'environment');
  writeFileSync(file, 'prod');
  expect(await planned(true)).toEqual(ALL);
  expect(await planned(false)).toEqual([]);
  rmSync(file);
});

test('nor is another state that the folder was initialized with', async () => {
  const file = join(fleet.first.folder, '.terraform', 'terraform.tfstate');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"path": "[^"]*"/, '"path": "b.tfstate"'));
  expect(await planned(true)).toEqual(ALL);
});

test('a program that a CLI configuration has in place of the provider is not started', async () => {
  const { folder } = fleet.targets[1]!;
  const evil = join(fleet.folder, 'evil');
  mkdirSync(evil);
  const program = join(evil, 'terraform-provider-null');
  writeFileSync(program, `#!/bin/sh\n: >'${evil}/started'\n`, { mode: 0o755 });
  const rc = join(fleet.folder, 'rc');
  const overrides = `dev_overrides {\n "terraform.local/quantum-kvm/null" = "${evil}"\n }`;
  writeFileSync(rc, `provider_installation {\n ${overrides}\n direct {}\n}\n`);
  const providers = BUNDLED_PROVIDERS.map(({ type, ...rest }) => [type, rest] as const);
  const terraform = { required_providers: Object.fromEntries(providers) };
  const resource = { null_resource: { a: {} } };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ terraform, resource }));
  writeFileSync(join(folder, '.terraform.lock.hcl'), bundledLock());
  ProviderMirror.make(fleet.project).linkFrom(folder);
  const context = fleet.context({ binary, provider: provider() });
  const plan = () => new HostRun(fleet.targets[1]!, context).plan({});
  const planned = { kind: 'planned', changes: [{ text: 'prepare the host' }] };
  expect(await plan()).toMatchObject(planned);
  await withVariables({ TF_CLI_CONFIG_FILE: rc }, async () => {
    expect(await plan()).toMatchObject(planned);
  });
  expect(readdirSync(evil)).toEqual(['terraform-provider-null']);
});

test('what Terraform cannot write is put back, and nothing is made twice', async () => {
  const { stateFile, folder } = fleet.first;
  const errored = join(folder, 'errored.tfstate');
  rmSync(`${stateFile}.backup`, { force: true });
  symlinkSync('/dev/full', `${stateFile}.backup`);
  stack({ first: { input: '1' }, second: { input: '2' }, third: { input: '3' } });
  const failed = await applied();
  expect(failed).toMatchObject({ kind: 'failed', cause: expect.stringMatching(/restore-state/) });
  expect(resourcesIn(stateFile)).toHaveLength(2);
  expect(await planned(true)).toContain('this file alone holds what it did last');
  rmSync(`${stateFile}.backup`);
  expect(restoration({ errored, stateFile })).toMatchObject({ kind: 'restorable' });
  restoreState({ errored, stateFile });
  expect(existsSync(errored)).toBe(false);
  expect(await planned(false)).toEqual([]);
  expect(await planned(true)).toEqual([...ALL, 'terraform_data.third']);
});
