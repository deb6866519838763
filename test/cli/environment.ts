/** Runs something on a terminal that can redraw, but for what these variables say. */
export function withEnvironment<T>(variables: Record<string, string>, run: () => T): T {
  const before = process.env;
  const { CI: _ci, NO_COLOR: _noColour, ...others } = before;
  process.env = { ...others, TERM: 'xterm', ...variables };
  try {
    return run();
  } finally {
    process.env = before;
  }
}
