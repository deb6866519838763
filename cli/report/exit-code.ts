/** Exit codes of every command. */
export const ExitCode = {
  done: 0,
  /** Hosts, or the run, failed. */
  failed: 1,
  /** The command line or an input file is wrong, or a question was not answered with yes; nothing was applied. */
  wrongInput: 2,
  /** There are differences (plan, status). */
  differences: 3,
} as const;

/** As docs/fleet.md has them. */
export const EXIT_CODES: Readonly<Record<keyof typeof ExitCode, string>> = {
  done: 'done',
  failed: 'a host failed, or was not begun',
  wrongInput:
    'the command line or an input is wrong, a consequence was not allowed, or the question was not answered with yes, and nothing was applied',
  differences: '`plan` or `status` found differences',
};

/** For the help of every command. */
export function exitCodesText(): string {
  return Object.entries(EXIT_CODES)
    .map(
      ([name, meaning]) =>
        `  ${ExitCode[name as keyof typeof ExitCode]}  ${meaning.replaceAll('`', '')}`,
    )
    .join('\n');
}
