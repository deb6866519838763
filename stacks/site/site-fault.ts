/** Why the app of a site gives no stacks to work with, in one sentence with what to do. */
export class SiteFault extends Error {
  /** @param isInterrupted nothing is wrong: it was ended with the run */
  constructor(
    sentence: string,
    readonly isInterrupted = false,
  ) {
    super(sentence);
  }
}
