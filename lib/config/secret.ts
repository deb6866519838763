import { inspect } from 'node:util';

const MASK = '(secret)';

/** A value that prints as a mask wherever it is turned into text; only {@link Secret.reveal} gives it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** The mask. */
  toString(): string {
    return MASK;
  }

  /** The mask. */
  toJSON(): string {
    return MASK;
  }

  /** The mask, for `console.log`. */
  [inspect.custom](): string {
    return MASK;
  }
}
