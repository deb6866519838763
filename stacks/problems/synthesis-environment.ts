/**
 * Variables by which cdktf's library would synthesize something else of the same input: HCL beside the JSON of
 * an earlier time, or what a context asks for.
 */
export const SYNTHESIS_SETTINGS = ['SYNTH_HCL_OUTPUT', 'CDKTF_CONTEXT_JSON'] as const;

/** Runs something for which the environment has none of them. */
export function withoutSynthesisSettings<T>(run: () => T): T {
  const before = SYNTHESIS_SETTINGS.map((name) => [name, process.env[name]] as const);
  SYNTHESIS_SETTINGS.forEach((name) => Reflect.deleteProperty(process.env, name));
  try {
    return run();
  } finally {
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
  }
}
