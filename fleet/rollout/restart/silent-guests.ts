import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../../lib/node/file/atomic-file';
import { PRIVATE_FILE, makePrivateFolder } from '../../../lib/node/file/private-file';
import { errorSentence } from '../../../lib/node/file/file-fault';

/** A guest that was restarted and has not answered yet. */
export interface SilentGuest {
  /** When the restart began, ISO 8601. */
  readonly since: string;
  /** Why its agent is not expected to answer; undefined: it is. */
  readonly silence?: string;
}

const NOTED = z.record(z.string(), z.object({ since: z.string(), silence: z.string().optional() }));

/** The schema library's own message is a document. */
function faultOf(error: unknown): string {
  return error instanceof z.ZodError ? 'it is no list of guests' : errorSentence(error);
}

/**
 * The guests whose restart was begun and whose answer has not come, by the host's address, kept from one
 * run to the next: no other guest is to be restarted before they answer.
 */
export class SilentGuests {
  constructor(private readonly file: string) {}

  find(address: string): SilentGuest | undefined {
    return this.read()[address];
  }

  /** A guest that is noted already keeps its time. */
  add(address: string, silence: string | undefined, now = new Date()): void {
    const noted = this.read();
    const since = noted[address]?.since ?? now.toISOString();
    this.write({ ...noted, [address]: { since, silence } });
  }

  remove(address: string): void {
    const { [address]: noted, ...others } = this.read();
    if (noted) this.write(others);
  }

  /** Without the file nothing is noted. */
  private read(): Readonly<Record<string, SilentGuest>> {
    try {
      return NOTED.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw new Error(
        `${this.file} cannot be read: ${faultOf(error)}; remove it when all guests are well`,
      );
    }
  }

  private write(guests: Readonly<Record<string, SilentGuest>>): void {
    makePrivateFolder(dirname(this.file));
    writeAtomically(this.file, `${JSON.stringify(guests, null, 2)}\n`, PRIVATE_FILE);
  }
}
