import { print } from './output';

/** Says something to a person; standard output belongs to results. */
export function notice(text: string): void {
  print(process.stderr, text);
}
