import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PseudoTerminal } from '../../../screen/pseudo-terminal';
import { quantumKvm } from '../../terminal';

// Longer than what is waited for on a screen, which is shown where it does not come.
jest.setTimeout(90_000);

const PROMPT = 'ready:';
const HOSTS = ['192.168.12.34', '192.168.12.35', '192.168.13.1'];

/** By shell: its file of settings, with what an operator has there, and how it is started interactively. */
const SHELLS = {
  bash: {
    settings: '.bashrc',
    text: `PS1='${PROMPT} '\nsource completion/_quantum-kvm\n`,
    command: ['bash', '--rcfile', '.bashrc', '-i'],
  },
  'zsh, from its fpath': {
    settings: '.zshrc',
    text: `PS1='${PROMPT} '\nfpath=($PWD/completion $fpath)\nautoload -Uz compinit\ncompinit -u -d dump\n`,
    command: ['zsh', '-i'],
  },
  'zsh, sourced': {
    settings: '.zshrc',
    text: `PS1='${PROMPT} '\nautoload -Uz compinit\ncompinit -u -d dump\nsource completion/_quantum-kvm\n`,
    command: ['zsh', '-i'],
  },
} as const;

let folder: string;
let terminal: PseudoTerminal | undefined;

/** The folder of a project, with two configurations and the hosts of one. */
function makeProject(): void {
  mkdirSync(join(folder, 'completion'));
  mkdirSync(join(folder, 'site'));
  const hosts = Object.fromEntries(HOSTS.map((host) => [host, { os: { id: 'debian' } }]));
  const lock = JSON.stringify({ version: 1, hosts: { '$(touch made)': {}, ...hosts } }, null, 2);
  writeFileSync(join(folder, 'hosts.lock.json'), lock);
  writeFileSync(join(folder, 'quantum_server_config.xml'), '');
  writeFileSync(join(folder, 'site', 'fleet.xml'), '');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  makeProject();
});
afterEach(() => {
  terminal?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What is typed, and what is then to be seen. */
const TYPED: readonly (readonly [string, RegExp])[] = [
  ['dep\t', /quantum-kvm deploy/],
  ['\t\t', /restore-state/],
  ['deploy --\t\t', /--restart-parallel/],
  ['check --know\t', /check --known-hosts/],
  ['plan --hosts 192\t\t\t', /192\.168\.12\.34 +192\.168\.12\.35 +192\.168\.13\.1/],
  ['plan --hosts 192.168.12.34:192.168.13\t', /192\.168\.12\.34:192\.168\.13\.1/],
  ['plan --hosts=192.168.12.34,192.168.13\t', /--hosts=192\.168\.12\.34,192\.168\.13\.1/],
  ['deploy --allow restart,sh\t', /--allow restart,shutdown/],
  ['check --config sit\tfl\t', /--config site\/fleet\.xml/],
  ['plan --out sit\t', /--out site/],
  ['check --accept-new-host-key 192.168.13\t', /192\.168\.13\.1=/],
  ['retire 192.168.13\t', /retire 192\.168\.13\.1/],
  ['plan --config site/fleet.xml --hosts 192\tX', /--hosts 192X/],
  ['completion z\t', /completion zsh/],
  ['help dest\t', /help destroy/],
];

describe.each(Object.entries(SHELLS))('%s', (_, { settings, text, command }) => {
  test.each(TYPED)('%j', async (keys, seen) => {
    const { stdout } = await quantumKvm('completion', command[0]);
    writeFileSync(join(folder, 'completion', '_quantum-kvm'), stdout);
    writeFileSync(join(folder, settings), text);
    const env = { HOME: folder, ZDOTDIR: folder, QUANTUM_KVM_CONFIG: '', LC_ALL: 'C.UTF-8' };
    terminal = PseudoTerminal.start(command, { columns: 100, rows: 40, cwd: folder, env });
    await terminal.until(PROMPT);
    terminal.type(`quantum-kvm ${keys}`);
    await terminal.until(seen);
    expect(terminal.screen.text).not.toMatch(/command not found|syntax error/);
    expect(existsSync(join(folder, 'made'))).toBe(false);
  });
});
