import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../../../../cli/program';
import { quantumKvm } from '../../terminal';

const HOSTS = ['192.168.12.34', '192.168.12.35', '192.168.13.1'];
let script: string;
let folder: string;

beforeAll(async () => {
  script = (await quantumKvm('completion', 'bash')).stdout;
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  mkdirSync(join(folder, 'site'));
  const facts = { '$(touch made)': {}, '192.168.12.34 `touch made`': {}, x: '192.168.1.1' };
  const hosts = Object.fromEntries(HOSTS.map((host) => [host, { os: { id: 'debian' } }]));
  const lock = JSON.stringify({ version: 1, hosts: { ...facts, ...hosts } }, null, 2);
  writeFileSync(join(folder, 'site', 'hosts.lock.json'), lock);
  writeFileSync(join(folder, 'site', 'fleet.xml'), '');
  symlinkSync('site/fleet.xml', join(folder, 'quantum_server_config.xml'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash would offer behind these words, taken apart as bash does, and what it would do beside. */
function completed(words: readonly string[], cwd = folder): string[] {
  const test = `${script}
compopt() { echo "compopt $*"; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_quantum_kvm
[ "\${#COMPREPLY[@]}" = 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-c', test, 'bash', 'quantum-kvm', ...words];
  const env = { ...process.env, QUANTUM_KVM_CONFIG: undefined };
  return execFileSync('bash', args, { cwd, env, encoding: 'utf8' }).split('\n').slice(0, -1);
}

const longs = (name: string) => [
  ...program()
    .commands.find((command) => command.name() === name)!
    .options.map(({ long }) => long!),
  '--help',
];

test('every command is offered, and the one that begins so', () => {
  const names = program().commands.map((command) => command.name());
  expect(completed([''])).toEqual([...names, 'help']);
  expect(completed(['res'])).toEqual(['restore-state']);
  expect(completed(['help', 'dep'])).toEqual(['deploy']);
});

test('the options of a command are offered, behind others too', () => {
  expect(completed(['plan', '--'])).toEqual(longs('plan'));
  expect(completed(['deploy', '--yes', '--parallel', '8', '--re'])).toEqual(['--restart-parallel']);
  expect(completed(['--v'])).toEqual(['--version']);
});

test.each<[string[], string[]]>([
  [
    ['completion', ''],
    ['bash', 'zsh'],
  ],
  [
    ['deploy', '--allow', 're'],
    ['compopt -o nospace', 'restart', 'reinstall'],
  ],
  [
    ['deploy', '--allow', 'restart,sh'],
    ['compopt -o nospace', 'restart,shutdown'],
  ],
  [
    ['deploy', '--allow', '=', 'da'],
    ['compopt -o nospace', 'data-loss'],
  ],
  [
    ['deploy', '--allow', '='],
    ['compopt -o nospace', 'restart', 'shutdown', 'reinstall', 'data-loss'],
  ],
])('choices: %j', (words, offered) => {
  expect(completed(words).sort()).toEqual([...offered].sort());
});

test.each<[string[], string[]]>([
  [['console', ''], HOSTS],
  [['log', '192.168.13'], ['192.168.13.1']],
  [['console', '192.168.12.34', ''], []],
  [
    ['retire', '--forget', '192.168.12.3'],
    ['192.168.12.34', '192.168.12.35'],
  ],
  [
    ['plan', '--hosts', '192.168.13'],
    ['compopt -o nospace', '192.168.13.1'],
  ],
  [
    ['plan', '--hosts', '192.168.12.34,192.168.13'],
    ['compopt -o nospace', '192.168.12.34,192.168.13.1'],
  ],
  [
    ['plan', '--hosts', '192.168.12.34', ':', '192.168.12.35'],
    ['compopt -o nospace', '192.168.12.35'],
  ],
  [
    ['plan', '--hosts', '=', '192.168.13'],
    ['compopt -o nospace', '192.168.13.1'],
  ],
  [
    ['check', '--accept-new-host-key', '192.168.13'],
    ['compopt -o nospace', '192.168.13.1='],
  ],
  [
    ['check', '--accept-new-facts', '192.168.13'],
    ['compopt -o nospace', '192.168.13.1'],
  ],
])('hosts of hosts.lock.json, by their addresses alone: %j', (words, offered) => {
  expect(completed(words)).toEqual(offered);
});

test('hosts are those of the project that is named', () => {
  const config = join(folder, 'site', 'fleet.xml');
  expect(completed(['console', ''], tmpdir())).toEqual([]);
  expect(completed(['console', '--config', config, ''], tmpdir())).toEqual(HOSTS);
  expect(completed(['console', '--config', '=', config, ''], tmpdir())).toEqual(HOSTS);
});

test.each<[string[], string[]]>([
  [['plan', '--config', 'qu'], ['compopt -o default']],
  [['check', '--known-hosts', '=', ''], ['compopt -o default']],
  [['plan', '--out', ''], ['compopt -o dirnames']],
  [['deploy', '--plan', 're'], ['compopt -o dirnames']],
  [['plan', '--parallel', ''], []],
])('files and folders are left to bash, a number is not completed: %j', (words, offered) => {
  expect(completed(words)).toEqual(offered);
});
