import { paragraphs } from './layout/wrapped';
import { print } from './output';
import { palette } from './palette';

/** Says something to a person; standard output belongs to results. */
export function notice(text: string): void {
  print(process.stderr, paragraphs(text, palette(process.stderr).width));
}
