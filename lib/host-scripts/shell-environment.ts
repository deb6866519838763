/** What a script is given, as environment variables. Public values only. */
export type ScriptParameters = Readonly<Record<string, string>>;

/**
 * Lines before a script that give it its parameters: the one way in which a value comes to a shell. What a
 * script does with it stands in the script, as "$NAME"; no command is put together from a value.
 *
 * @throws Error at a name that is none of ours, or a value that no environment variable can have
 */
export function exportLines(parameters: ScriptParameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `export ${variable(name)}=${shellWord(value)}\n`)
    .join('');
}

function variable(name: string): string {
  if (!/^QK_[A-Z_]+$/.test(name)) throw new Error(`${name} is no parameter of a host script`);
  return name;
}

/** One word of a POSIX shell, whatever the text holds: between single quotes only they mean anything. */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new Error('a parameter of a host script holds a NUL character');
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
