/** What a change means for the guest, from harmless to worst. */
export const CONSEQUENCES = [
  'none',
  'online',
  'restart',
  'shutdown',
  'reinstall',
  'data loss',
] as const;

export type Consequence = (typeof CONSEQUENCES)[number];

/** The worst of some; `none` where there are none. */
export function worstOf(consequences: readonly Consequence[]): Consequence {
  const ranks = consequences.map((consequence) => CONSEQUENCES.indexOf(consequence));
  return CONSEQUENCES[Math.max(0, ...ranks)] ?? 'data loss';
}

/** Consequences that are done only when they are allowed by name, and that name. */
export const ALLOWANCES = {
  restart: 'restart',
  shutdown: 'shutdown',
  reinstall: 'reinstall',
  'data loss': 'data-loss',
} as const;

export type Allowance = (typeof ALLOWANCES)[keyof typeof ALLOWANCES];

/** The name by which a consequence is to be allowed; undefined: it needs none. */
export function allowanceFor(consequence: Consequence): Allowance | undefined {
  return (ALLOWANCES as Partial<Record<Consequence, Allowance>>)[consequence];
}
