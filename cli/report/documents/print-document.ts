import { printJson } from '../output';
import type { ChangeDocument } from './change-document';
import type { CheckDocument } from './check-document';
import type { CleanDocument } from './clean-document';
import type { EventDocument } from './event-document';
import type { KitDocument } from './kit-document';
import type { LogDocument } from './log-document';
import type { PlanDocument } from './plan-document';
import type { StatusDocument } from './status-document';

/** What is printed for programs; docs/json.md says what each holds. */
type Document =
  | ChangeDocument
  | CheckDocument
  | CleanDocument
  | EventDocument
  | KitDocument
  | LogDocument
  | PlanDocument
  | StatusDocument;

/** Prints a document on one line. */
export function printDocument(
  document: Document,
  stream: NodeJS.WriteStream = process.stdout,
): void {
  printJson(stream, document);
}
