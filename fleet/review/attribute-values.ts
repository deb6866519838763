import { Attributes } from '../terraform/saved-plan';

/** Attributes that differ; unset, null and not known yet are no difference to each other. */
export function changed(before: Attributes, after: Attributes): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !same(before[name], after[name]));
}

export function same(before: unknown, after: unknown): boolean {
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null);
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

export function record(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}

export function field(value: unknown, ...names: string[]): unknown {
  return names.reduce((inner, name) => record(inner)[name], value);
}

export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}
