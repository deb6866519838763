/** Terraform's frames around what it says. */
const FRAMES = /[╷│╵]/g;

/** What QEMU and libvirt put before their words: when it was, by the line's own clock. */
const TIMES =
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d|(?: [+-]\d{4})? UTC)?:? ?/g;

/** The name of QEMU's program, as a word of its own or before its words. */
const QEMU = /^(?:\S*\/)?qemu-(?:system-[\w-]+|kvm)(:?)$/;

/** A cause without what no reader of it needs; the log has all of it. Linear in the text. */
export function withoutNoise(text: string): string {
  const plain = withoutObjects(text.replace(FRAMES, ' ').replace(TIMES, ''));
  return withoutCommandLines(plain.split(/\s+/)).join(' ').trim();
}

/** Without the JSON that follows an option, as in `-blockdev {"driver":"file",…}`. */
function withoutObjects(text: string): string {
  const option = /(?:^|\s)-[a-z][\w-]{0,40} (?=\{")/g;
  let [kept, from] = ['', 0];
  for (let found; (found = option.exec(text)); option.lastIndex = from) {
    kept += text.slice(from, found.index);
    from = objectEnd(text, option.lastIndex);
    if (text[from] === ':') from += 1;
  }
  return kept + text.slice(from);
}

/** Behind the JSON object that begins there; behind all, where it does not end. */
function objectEnd(text: string, begin: number): number {
  let depth = 0;
  let inString = false;
  for (let i = begin; i < text.length; i += 1) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}' && (depth -= 1) === 0) return i + 1;
  }
  return text.length;
}

/** `qemu-system-x86_64: -drive file=…: words` is `QEMU: words`, and of a whole command line nothing stays. */
function withoutCommandLines(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] as string;
    const program = QEMU.exec(word);
    if (!program) {
      kept.push(word);
      continue;
    }
    if (program[1] === ':') kept.push('QEMU:');
    while (words[i + 1]?.startsWith('-')) {
      i += 1;
      if (words[i + 1] !== undefined && !words[i + 1]?.startsWith('-')) i += 1;
      // The value of an option that is complained about ends with a colon: what follows are words.
      if (words[i]?.endsWith(':')) break;
    }
  }
  return kept;
}
