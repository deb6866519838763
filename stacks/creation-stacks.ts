/**
 * Runs something that takes no stack traces. cdktf takes one for every attribute that a resource could be
 * asked for, hundreds per host, and shows it only when a token is misused. Errors have theirs as ever.
 */
export function withoutCreationStacks<T>(run: () => T): T {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => undefined;
  try {
    return run();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}
