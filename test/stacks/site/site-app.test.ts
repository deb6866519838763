import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackId } from '../../../lib/machine/stack-id';
import { Project } from '../../../lib/node/project';
import { BUNDLED_PROVIDERS } from '../../../lib/node/provider/bundled-provider';
import { SiteApp } from '../../../stacks/site/site-app';
import { SiteFault } from '../../../stacks/site/site-fault';
import { ADDRESSES } from '../../cli/fleet-project';
import { Json } from '../../fixtures/synthesized';
import { SiteFolder } from './site-folder';

const [FIRST] = ADDRESSES;
/** Of quantum-kvm and its providers. */
const VERSION = BUNDLED_PROVIDERS[0]!.version;
const MAJOR = Number(VERSION.split('.')[0]);

let site: SiteFolder;
beforeEach(async () => {
  site = await SiteFolder.make([FIRST]);
});
afterEach(() => site.remove());

const fault = async (): Promise<string> => {
  const error: unknown = await site.stacks().then(
    () => 'no fault',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SiteFault);
  return (error as SiteFault).message;
};

/** One that nobody has waited for has ended, too. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.each([
  ['{', /cdktf\.json is not JSON \(.+\); allowed is JSON with the command/],
  ['[]', /cdktf\.json has no "app"; allowed is JSON with the command that makes the stacks, as/],
  ['{"app": " "}', /cdktf\.json has no "app"; .* or, if this folder is no site of its own, remove/],
  ['{"app": 1}', /cdktf\.json has no "app"/],
])('a cdktf.json of %j is refused', async (text, sentence) => {
  site.project.writes('cdktf.json', text);
  expect(await fault()).toMatch(sentence);
});

test('an app that the shell does not find', async () => {
  site.app('no-such-program main.ts');
  expect(await fault()).toMatch(
    /^the site's app, "no-such-program main\.ts" of .*cdktf\.json, cannot be started: .*not found.*; correct "app", or run "npm install" in its folder$/,
  );
});

test('what an app that fails says stands in one printable sentence, without its stack', async () => {
  site.program('throw new Error("no \\u001b[31mvolume\\nhere")');
  const sentence = await fault();
  expect(sentence).toMatch(/failed \(exit code 1\): .*Error: no volume here; correct it, and try/);
  expect(sentence).not.toMatch(/\n| at /);
  expect(sentence).not.toContain('\u001b');
});

test('however much it says', async () => {
  site.program('process.stderr.write("x".repeat(300_000) + " the end\\n", () => process.exit(3))');
  const sentence = await fault();
  expect(sentence).toMatch(/failed \(exit code 3\): x+ … x+ the end; correct it/);
  expect(sentence.length).toBeLessThan(1000);
});

test('an app that is killed, with what it has said', async () => {
  site.program('console.error("so far"); process.kill(process.pid, "SIGKILL")');
  site.app('exec node main.js');
  expect(await fault()).toMatch(/was ended by SIGKILL: so far; correct it/);
});

test('an app that does not end is ended, with what it has started', async () => {
  site.program(
    'require("node:fs").writeFileSync("pid", String(process.pid)); setInterval(() => 0, 1000)',
  );
  site.app('node main.js; true');
  const app = SiteApp.of(Project.of('quantum_server_config.xml'), 2);
  await expect(app!.run([], site.folder)).rejects.toThrow(
    /did not end within 2 s, and was ended; see what it waits for/,
  );
  const pid = Number(readFileSync(join(site.folder, 'pid'), 'utf8'));
  expect(isRunning(pid)).toBe(false);
});

test('an interruption ends it at once', async () => {
  site.program('setInterval(() => 0, 1000)');
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  const begun = Date.now();
  const run = site.stacks(undefined, { signal: controller.signal });
  await expect(run).rejects.toMatchObject({ isInterrupted: true });
  expect(Date.now() - begun).toBeLessThan(5000);
});

test('nothing of a synthesis is left, whatever came of it', async () => {
  site.program('process.exit(1)');
  await fault();
  const left = readdirSync(join(site.folder, '.quantum-kvm'));
  expect(left.filter((name) => name.startsWith('.synthesis'))).toEqual([]);
});

test('it runs in the folder of the project, with its programs first and without what changes stacks', async () => {
  site.program(`
    const { PATH, QUANTUM_KVM_CONFIG, CDKTF_OUTDIR, QUANTUM_KVM_REQUEST, TF_WORKSPACE, SYNTH_HCL_OUTPUT, TF_LOG } = process.env;
    const { mode } = require('node:fs').statSync(QUANTUM_KVM_REQUEST);
    const request = require(QUANTUM_KVM_REQUEST);
    require('node:fs').writeFileSync('seen.json', JSON.stringify({
      cwd: process.cwd(), first: PATH.split(':')[0], QUANTUM_KVM_CONFIG, CDKTF_OUTDIR, TF_WORKSPACE, SYNTH_HCL_OUTPUT, TF_LOG, mode: mode & 0o777, request,
    }));
    process.exit(1);`);
  const set = { TF_WORKSPACE: 'prod', SYNTH_HCL_OUTPUT: 'true', TF_LOG: 'info' };
  Object.assign(process.env, set);
  try {
    await fault();
  } finally {
    Object.keys(set).forEach((name) => Reflect.deleteProperty(process.env, name));
  }
  expect(JSON.parse(readFileSync(join(site.folder, 'seen.json'), 'utf8'))).toEqual({
    cwd: site.folder,
    first: join(site.folder, 'node_modules', '.bin'),
    QUANTUM_KVM_CONFIG: join(site.folder, 'quantum_server_config.xml'),
    CDKTF_OUTDIR: expect.stringContaining(join(site.folder, '.quantum-kvm', '.synthesis-')),
    TF_LOG: 'info',
    mode: 0o600,
    request: {
      form: 1,
      version: `${VERSION},${VERSION}`,
      hosts: [{ address: FIRST, digest: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    },
  });
});

test.each(['cdktf.json', 'main.js', 'main.ts', 'package.json'])(
  'a %s that others may change is not run',
  async (name) => {
    site.site();
    if (!['cdktf.json', 'main.js'].includes(name)) site.project.writes(name, '{}');
    chmodSync(join(site.folder, name), 0o666);
    expect(await fault()).toMatch(
      new RegExp(
        `^the site's app is not run, because others could have changed what it does: .*${name} can be written by others .*; see who wrote it, then "chmod go-w .*${name}"$`,
      ),
    );
  },
);

test('an app that makes no stack of the host', async () => {
  site.program('');
  expect(await fault()).toBe(
    `the site's app makes no stack for ${FIRST}; allowed is one for each host that is worked on; its main.ts has to call synthesizeSite, which is what asks for them (docs/site.md)`,
  );
});

describe('an app that makes other stacks', () => {
  /** The stack of the host as it is built in, changed. */
  const changed = async (change: (stack: Json) => void) => {
    const [folder] = await site.folders();
    const stack = JSON.parse(readFileSync(join(folder!, 'cdk.tf.json'), 'utf8'));
    change(stack);
    site.project.writes('stack.json', JSON.stringify(stack));
    site.program(`
      const { mkdirSync, copyFileSync } = require('node:fs');
      const folder = process.env.CDKTF_OUTDIR + '/stacks/${stackId(FIRST)}';
      mkdirSync(folder, { recursive: true });
      copyFileSync('stack.json', folder + '/cdk.tf.json');`);
  };
  const providers = ({ terraform }: Json) => terraform.required_providers;

  test('with another state', async () => {
    await changed(({ terraform }) => {
      terraform.backend = { local: { path: '../a.tfstate' } };
    });
    expect(await fault()).toMatch(
      /makes a stack host-127-0-12-1 that is not the one that was asked for: its state is not .*host-127-0-12-1\.tfstate; its main\.ts has to call synthesizeSite/,
    );
  });

  test('of a newer version', async () => {
    await changed((stack) => (providers(stack).libvirt.version = `${MAJOR}.999.0`));
    expect(await fault()).toMatch(
      new RegExp(
        `made with another version of quantum-kvm than this one: its stacks need the provider \\S+/libvirt ${MAJOR}\\.999\\.0, allowed is \\S+/libvirt ${VERSION}; run the site's own \\("npx quantum-kvm" in .*\\), or bring the site to this version \\("npm install" there\\)$`,
      ),
    );
  });

  test('of another major version', async () => {
    await changed((stack) => (providers(stack).null.version = `${MAJOR + 1}.0.0`));
    expect(await fault()).toContain(
      `${VERSION}, another major version: read its changelog first; run`,
    );
  });

  test('with a further provider', async () => {
    await changed((stack) => (providers(stack).random = { source: 'hashicorp/random' }));
    expect(await fault()).toMatch(
      /^the site's app needs random in the stack host-\S+; allowed are the bundled providers, libvirt and null, .*; put what needs others into a stack of its own, which is left to cdktf$/,
    );
  });

  test('that are no JSON', async () => {
    await changed(() => undefined);
    writeFileSync(join(site.folder, 'stack.json'), '{');
    expect(await fault()).toContain('is not the one that was asked for');
  });
});
