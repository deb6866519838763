import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { EXAMPLES } from '../../cli/options/examples';
import { program } from '../../cli/program';
import { EXIT_CODES, ExitCode } from '../../cli/report/exit-code';
import { quantumKvm } from './terminal';

const NAMES = program().commands.map((command) => command.name());

test('each command has examples, and none is of a command that is gone', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual([...NAMES].sort());
});

test.each(NAMES)('the help of %s shows both its examples and the exit codes', async (name) => {
  const { exitCode, stdout } = await quantumKvm(name, '--help');
  expect(exitCode).toBe(0);
  const shown = stdout.split('\n').filter((line) => line.startsWith(`  quantum-kvm ${name}`));
  expect(shown).toEqual(EXAMPLES[name]!.map(([line]) => `  quantum-kvm ${line}`));
  expect(stdout).toContain('Exit codes:\n  0  done\n  1  ');
});

test.each(NAMES)('a wrong option of %s leads to the help of that command', async (name) => {
  const { exitCode, stderr } = await quantumKvm(name, '--no-such-option');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`(quantum-kvm ${name} --help tells what there is)`);
});

/** The command that a line would run, with its arguments and options. */
async function parsed(line: string) {
  const command = program();
  const ran: Command[] = [];
  command.commands.forEach((one) => one.action(() => void ran.push(one)));
  const umask = process.umask();
  try {
    await command.parseAsync(line.split(' '), { from: 'user' });
  } finally {
    process.umask(umask);
  }
  return ran.map((one) => one.name());
}

const LINES = Object.entries(EXAMPLES).flatMap(([name, all]) =>
  all.map(([line]) => [line, name] as const),
);

test.each(LINES)('the example "%s" is a command line', async (line, name) => {
  expect(await parsed(line)).toEqual([name]);
});

test('docs/fleet.md has the exit codes of the help', () => {
  const fleet = readFileSync(join(__dirname, '..', '..', 'docs', 'fleet.md'), 'utf8');
  const entries = Object.entries(EXIT_CODES) as [keyof typeof ExitCode, string][];
  const sentence = entries.map(([name, meaning]) => `${ExitCode[name]} ${meaning}`).join('; ');
  expect(fleet).toContain(`Exit codes: ${sentence}.`);
});
