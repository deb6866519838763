import { SpawnSyncReturns, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TERRAFORM_BINARY } from '../fixtures/terraform-binary';
import { ran } from '../lab/support/command';
import { NETWORK } from './support/own-lab';

jest.setTimeout(900_000);

const ROOT = resolve(__dirname, '..', '..');
/** Hosts of this test alone. */
const RANGE = `${NETWORK}.12.91:${NETWORK}.12.93`;
/** The folder of the deployment. */
const SITE = 'site';
const STACK = `host-${NETWORK.replace('.', '-')}-12-91`;

const blocks = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
  ([, block]) => block!.trim(),
);

let checkout: string;
beforeAll(() => {
  checkout = join(mkdtempSync(join(tmpdir(), 'readme-')), 'quantum-kvm');
  execFileSync('git', ['clone', '-q', ROOT, checkout]);
  const config = join(checkout, 'lab', 'quantum_server_config.xml');
  const xml = readFileSync(config, 'utf8');
  writeFileSync(config, xml.replace(/(kvm\.host\.range" value=")[^"]*/, `$1${RANGE}`));
});
afterAll(() => {
  sh('scripts/demo.sh down');
  rmSync(resolve(checkout, '..'), { recursive: true });
});

/** plan: there is something to do. */
const DIFFERENCES = 3;

function run(line: string): SpawnSyncReturns<string> {
  const { LAB_RUN: _, QUANTUM_KVM_CONFIG: __, ...rest } = process.env;
  // As the demonstration does, and as the synthesis says where cdktf would find none.
  const env = { ...rest, TERRAFORM_BINARY_NAME: TERRAFORM_BINARY };
  return ran('bash', ['-c', line], { cwd: checkout, env });
}

const exitCode = (line: string): number | null => run(line).status;

function sh(line: string): string {
  const { status, stdout, stderr } = run(line);
  if (status !== 0) throw new Error(`${line}: exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}

test('the README has these command blocks', () => {
  expect(blocks.map((block) => block.split('\n')[0])).toEqual([
    'scripts/demo.sh',
    'scripts/test.sh',
    'npm ci',
    'npx quantum-kvm check',
    'npx cdktf plan host-192-168-12-34',
  ]);
});

/** A step of real life as it is without a terminal to ask on. */
function answered(line: string): string {
  return line
    .replace(/quantum-kvm (deploy|destroy)/, 'quantum-kvm $1 --yes')
    .replace(/^npx quantum-kvm check/, '../lab/lab known-hosts | $& --known-hosts /dev/stdin')
    .replace(/(cdktf .*)host-[0-9-]+/, `$1${STACK}`)
    .replace(/(cdktf (?:deploy|destroy) '\*')/, '$1 --auto-approve');
}

/** What git tracks, as it stands in the folder. */
const tracked = () => sh('git diff | sha256sum');

/** The configuration that an operator would write, here of the lab's hosts. */
function edit(configFile: string): void {
  const xml = readFileSync(join(checkout, 'lab', 'quantum_server_config.xml'), 'utf8');
  writeFileSync(configFile, xml.replace('"run/install.iso"', '"../lab/run/install.iso"'));
}

const [, , installed, lived, plain] = blocks.map((block) => block.split('\n'));

test('a clone is installed and built as it is written', () => {
  for (const line of installed!.slice(0, 2)) sh(line);
});

test('the demonstration ends with running machines and nothing left to change', () => {
  const output = sh(blocks[0]!);
  expect(output.match(/ {2}running {2}/g)).toHaveLength(3);
  expect(output.match(/no changes/g)).toHaveLength(3);
  expect(output).not.toMatch(/polkit|\bwarn(ing)?\b|deprecated/i);
});

test('beside the demonstration, a site is made without a change of what git tracks', () => {
  const before = tracked();
  sh(installed!.slice(2).join('\n'));
  expect(readFileSync(join(checkout, SITE, 'quantum_server_config.xml'), 'utf8')).toBe(
    readFileSync(join(ROOT, 'examples', 'quantum_server_config.xml'), 'utf8'),
  );
  edit(join(checkout, SITE, 'quantum_server_config.xml'));
  expect(tracked()).toBe(before);
  expect(sh('git status --porcelain --untracked-files=all')).not.toContain(SITE);
});

test('the steps of real life work as they are written', () => {
  sh('npx quantum-kvm destroy --yes --config lab/quantum_server_config.xml');
  for (const line of lived!) {
    const step = `cd ${SITE} && ${answered(line)}`;
    if (line.includes('quantum-kvm plan')) expect(exitCode(step)).toBe(DIFFERENCES);
    else sh(step);
  }
});

test('plain cdktf works as it is written', () => {
  for (const line of plain!) sh(`cd ${SITE} && ${answered(line)}`);
});
