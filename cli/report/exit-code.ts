/** Exit codes of every command. */
export const ExitCode = {
  done: 0,
  /** Hosts, or the run, failed. */
  failed: 1,
  /** The command line or an input file is wrong; no host was touched. */
  wrongInput: 2,
  /** There are differences (plan, status). */
  differences: 3,
} as const;
