import {
  hostScriptPart,
  hostScriptParts,
  hostScriptText,
} from '../../lib/host-scripts/script-text';

test.each(['check.sh', 'install.sh'] as const)('%s is its parts in their order', (script) => {
  const parts = hostScriptParts(script);
  const text = hostScriptText(script);
  const places = parts.map((part) => text.indexOf(hostScriptPart(script, part)));
  expect(places[0]).toBe(0);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(parts.at(-1)).toBe('90-main.sh');
});
