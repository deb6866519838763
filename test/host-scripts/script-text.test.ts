import {
  hostScriptPart,
  hostScriptParts,
  hostScriptText,
} from '../../lib/host-scripts/script-text';

const SCRIPTS = ['check.sh', 'install.sh'] as const;

test.each(SCRIPTS)('%s is its parts in their order', (script) => {
  const parts = hostScriptParts(script);
  const text = hostScriptText(script);
  const places = parts.map((part) => text.indexOf(hostScriptPart(script, part)));
  expect(places[0]).toBe(0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(parts.at(-1)).toBe('90-main.sh');
});

test.each(SCRIPTS)('every part of %s has a moderate length and says what it is about', (script) => {
  for (const file of hostScriptParts(script)) {
    const lines = hostScriptPart(script, file).split('\n');
    expect(lines.length).toBeLessThan(300);
    expect(lines[0]).toMatch(/^#/);
  }
});
