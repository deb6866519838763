import { SpawnSyncReturns, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ran, succeeded } from '../lab/support/command';
import { NETWORK } from './support/own-lab';

jest.setTimeout(900_000);

const ROOT = resolve(__dirname, '..', '..');
/** Hosts of this test alone. */
const RANGE = `${NETWORK}.12.91:${NETWORK}.12.93`;
const STACK = `host-${NETWORK.replace('.', '-')}-12-91`;

const blocks = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
  ([, block]) => block!.trim(),
);
const [installed, lived, plain, demo] = blocks.map((block) => block.split('\n'));

let checkout: string;
/** Apart from the checkout: what a site needs it has of the package. */
let site: string;
beforeAll(() => {
  checkout = join(mkdtempSync(join(tmpdir(), 'readme-')), 'quantum-kvm');
  execFileSync('git', ['clone', '-q', ROOT, checkout]);
  const config = join(checkout, 'lab', 'quantum_server_config.xml');
  const xml = readFileSync(config, 'utf8');
  writeFileSync(config, xml.replace(/(kvm\.host\.range" value=")[^"]*/, `$1${RANGE}`));
  site = mkdtempSync(join(tmpdir(), 'site-'));
  mkdirSync(home());
});
afterAll(() => {
  inCheckout('scripts/demo.sh down');
  rmSync(resolve(checkout, '..'), { recursive: true });
  rmSync(site, { recursive: true });
});

/** plan: there is something to do. */
const DIFFERENCES = 3;

/** Beside the checkout, and empty: what npm is set to by its user is handed over, and nothing else. */
const home = () => join(dirname(checkout), 'home');

function run(line: string, folder: string, more: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  const { LAB_RUN: _, QUANTUM_KVM_CONFIG: __, TF_CLI_CONFIG_FILE: ___, ...env } = process.env;
  return ran('bash', ['-c', line], { cwd: folder, env: { ...env, ...more } });
}

const inCheckout = (line: string) => succeeded(line, run(line, checkout));

/** A step in the site, in a home folder that holds nothing, without Go. */
function stepIn(line: string): SpawnSyncReturns<string> {
  const npmrc = execFileSync('npm', ['config', 'get', 'userconfig'], { encoding: 'utf8' }).trim();
  const cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  const withoutGo = (process.env.PATH ?? '').split(':').filter((folder) => !/\bgo\b/.test(folder));
  return run(line, site, {
    HOME: home(),
    PATH: withoutGo.join(':'),
    npm_config_userconfig: npmrc,
    npm_config_cache: cache,
  });
}

const inSite = (line: string) => succeeded(line, stepIn(line));

test('the README has these command blocks', () => {
  expect(blocks.map((block) => block.split('\n')[0])).toEqual([
    expect.stringMatching(/^npm install \.\/quantum-kvm-.*\.tgz$/),
    'npx quantum-kvm check',
    'npx cdktf plan host-192-168-12-34',
    'scripts/demo.sh',
    'scripts/test.sh',
  ]);
});

/** A step as it is without a terminal to ask on. */
function answered(line: string): string {
  return line
    .replace(/quantum-kvm (deploy|destroy)/, 'quantum-kvm $1 --yes')
    .replace(
      /^npx quantum-kvm check/,
      `${checkout}/lab/lab known-hosts | $& --known-hosts /dev/stdin`,
    )
    .replace(/(cdktf .*)host-[0-9-]+/, `$1${STACK}`)
    .replace(/(cdktf (?:deploy|destroy) '\*')/, '$1 --auto-approve');
}

test('the demonstration ends with running machines and nothing left to change', () => {
  const output = inCheckout(demo![0]!);
  expect(output.match(/ {2}running {2}/g)).toHaveLength(3);
  expect(output.match(/no changes/g)).toHaveLength(3);
  expect(output).not.toMatch(/polkit|\bwarn(ing)?\b|deprecated/i);
  inCheckout('npx quantum-kvm destroy --yes --config lab/quantum_server_config.xml');
});

test('from the packed package a site is made as it is written', () => {
  // What prepack builds stands there already, for this machine.
  inCheckout(`npm pack --ignore-scripts --pack-destination ${site}`);
  expect(readdirSync(site)).toEqual([installed![0]!.replace('npm install ./', '')]);
  for (const line of installed!) {
    inSite(line.replace('init', `init --hosts ${RANGE}`));
  }
  // The configuration that an operator would write, here of the lab's hosts.
  const xml = readFileSync(join(checkout, 'lab', 'quantum_server_config.xml'), 'utf8');
  const edited = xml.replace('"run/install.iso"', `"${checkout}/lab/run/install.iso"`);
  writeFileSync(join(site, 'quantum_server_config.xml'), edited, { mode: 0o600 });
});

test('the steps to running machines work as they are written', () => {
  for (const line of lived!) {
    if (line.includes('quantum-kvm plan')) expect(stepIn(line).status).toBe(DIFFERENCES);
    else inSite(answered(line));
  }
});

test('plain cdktf works as it is written, also after what main.ts adds', () => {
  const [plan, deploy, destroy] = plain!.map(answered);
  inSite(plan!);
  writeFileSync(join(site, 'main.ts'), WITH_VOLUME);
  inSite('npm run types');
  inSite(deploy!);
  const planned = stepIn('npx quantum-kvm plan');
  expect({ status: planned.status, stdout: planned.stdout }).toEqual({
    status: 0,
    stdout: expect.stringContaining('no changes'),
  });
  inSite(destroy!);
});

test('nothing of ours came to stand where Terraform keeps what is for all its projects', () => {
  expect(existsSync(join(home(), '.terraform.d', 'plugins'))).toBe(false);
});

/** A site of its own: a second volume for every VM, as docs/site.md has it. */
const WITH_VOLUME = readFileSync(join(ROOT, 'docs', 'site.md'), 'utf8')
  .split('```ts\n')
  .find((block) => block.includes('addDisk'))!
  .split('```')[0]!
  .replace('capacity: 100', 'capacity: 1');
