import { printable } from '../../lib/config/printable';

/** A host printed something else than it was asked for: its failure, in one sentence, and nobody else's. */
export class UnreadableAnswer extends Error {
  /**
   * @param command whose output it is
   * @param fault what is wrong with it
   */
  constructor(command: string, fault: string) {
    super(`${command} on the host printed what cannot be used: ${printable(fault, 200)}`);
  }
}

/** The value, or the fault of an answer that cannot be read; anything else thrown goes on. */
export function readAnswer<T>(read: () => T): { value: T; fault?: undefined } | { fault: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof UnreadableAnswer) return { fault: error.message };
    throw error;
  }
}
