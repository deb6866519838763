import { SpawnSyncReturns, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ran } from '../lab/support/command';
import { NETWORK } from './support/own-lab';

jest.setTimeout(900_000);

const ROOT = resolve(__dirname, '..', '..');
/** Hosts of this test alone. */
const RANGE = `${NETWORK}.12.91:${NETWORK}.12.93`;
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
  const { LAB_RUN: _, QUANTUM_KVM_CONFIG: __, ...env } = process.env;
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
    'npx cdktf plan host-192-168-12-34',
  ]);
});

/** A step of real life as it is without a terminal to ask on. */
function answered(line: string): string {
  return line
    .replace(/quantum-kvm (deploy|destroy)/, 'quantum-kvm $1 --yes')
    .replace(/^npx quantum-kvm check/, 'lab/lab known-hosts | $& --known-hosts /dev/stdin');
}

/** The steps of real life: those that install and build, and what follows them. */
function steps(): { install: string[]; rest: string[] } {
  const lines = blocks[2]!.split('\n');
  const built = lines.indexOf('npm run build') + 1;
  return { install: lines.slice(0, built), rest: lines.slice(built) };
}

test('a clone is installed and built as it is written', () => {
  const { install } = steps();
  expect(install).toHaveLength(2);
  install.forEach(sh);
});

test('the demonstration ends with running machines and nothing left to change', () => {
  const output = sh(blocks[0]!);
  expect(output.match(/ {2}running {2}/g)).toHaveLength(3);
  expect(output.match(/no changes/g)).toHaveLength(3);
});

test('the steps of real life work as they are written', () => {
  sh('npx quantum-kvm destroy --yes && rm quantum_server_config.xml');
  for (const line of steps().rest) {
    if (line.includes('quantum-kvm plan')) expect(exitCode(line)).toBe(DIFFERENCES);
    else sh(answered(line));
    if (line.startsWith('install '))
      sh('rm quantum_server_config.xml && ln -s lab/quantum_server_config.xml .');
  }
});

test('plain cdktf works as it is written', () => {
  for (const line of blocks[3]!.split('\n')) {
    sh(
      line.replace(/host-[0-9-]+/, STACK).replace(/(deploy|destroy) '\*'/, "$1 '*' --auto-approve"),
    );
  }
});
