import { Refusal } from './refusal';
import { notice } from '../../report/notice';

/** Ends a command: the one place that prints why one was refused. */
export function finish(result: number | Refusal): void {
  if (result instanceof Refusal) result.lines.forEach(notice);
  process.exitCode = result instanceof Refusal ? result.exitCode : result;
}
