import { z } from 'zod';
import { SCHEMAS } from '../../../cli/report/documents/schemas';

const ANY = z.union(Object.values(SCHEMAS));

/**
 * The documents in what a command has printed with `--json`, each of the form of its schema and with no field
 * beyond it. Lines that are none (what was told on standard error) are left out.
 */
export function documentsIn(output: string): z.infer<typeof ANY>[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{"type":'));
  return lines.map((line) => {
    const document: unknown = JSON.parse(line);
    const parsed = ANY.parse(document);
    expect(parsed).toEqual(document);
    return parsed;
  });
}
