import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK_IDS } from '../../lib/host-scripts/check-record';
import { hostScriptText } from '../../lib/host-scripts/script-text';

const DOCUMENT = readFileSync(join(__dirname, '..', '..', 'docs', 'checks.md'), 'utf8');

function documented(pattern: RegExp): string[] {
  return matches(DOCUMENT, pattern);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, id = '']) => id))].sort();
}

test('docs/checks.md explains every check, and none that there is not', () => {
  const script = hostScriptText('check.sh');
  const made = matches(script, /\b(?:pass|warn|fail|expect) ([a-z]+\.[a-z-]+)/g);
  expect(made.length).toBeGreaterThan(15);
  expect(documented(/^\| `([a-z]+\.[a-z-]+)`/gm)).toEqual([...made, ...CHECK_IDS].sort());
});

test('docs/checks.md explains every step of the preparation', () => {
  const script = hostScriptText('install.sh');
  const steps = matches(script, /\b(?:finish|fail) ([a-z]+) /g);
  const [, preparation = ''] = DOCUMENT.split('\n## Preparation\n');
  expect(matches(preparation, /^\| `([a-z]+)` /gm)).toEqual(steps);
});
