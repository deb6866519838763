/** Says something to a person; standard output belongs to results. */
export function notice(text: string): void {
  process.stderr.write(`${text}\n`);
}
