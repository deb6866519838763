/**
 * Variables by which cdktf's library would synthesize something else of the same input: HCL in place of JSON, or
 * other addresses of all resources (the feature flags of a context), which makes them anew.
 */
const CHANGING = ['SYNTH_HCL_OUTPUT', 'CDKTF_CONTEXT_JSON'] as const;

/** Runs something for which the environment has none of them. */
export function withoutSynthesisSettings<T>(run: () => T): T {
  const before = CHANGING.map((name) => [name, process.env[name]] as const);
  CHANGING.forEach((name) => Reflect.deleteProperty(process.env, name));
  try {
    return run();
  } finally {
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
  }
}
