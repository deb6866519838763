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
