const PREDEFINED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/**
 * The text that a raw attribute value stands for: the five predefined entities and numeric ones.
 *
 * @returns undefined when a reference is none of them, or names no character
 */
export function decodeEntities(raw: string): string | undefined {
  let known = true;
  const text = raw.replace(/&([^;&]*;)?/g, (_, reference: string | undefined) => {
    const character = decodeReference(reference?.slice(0, -1) ?? '');
    known &&= character !== undefined;
    return character ?? '';
  });
  return known ? text : undefined;
}

function decodeReference(reference: string): string | undefined {
  const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(reference);
  if (!number) return Object.hasOwn(PREDEFINED, reference) ? PREDEFINED[reference] : undefined;
  const code = number[1] ? parseInt(number[1], 16) : Number(number[2]);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** XML 1.0, production Char. */
function isCharacter(code: number): boolean {
  return (
    [0x9, 0xa, 0xd].includes(code) ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
