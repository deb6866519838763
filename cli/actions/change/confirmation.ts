import { inDialog } from '../dialog';

const ASKED_AGAIN = 'Answer yes or no:';
const LONGEST_ANSWER = 'yes'.length;

/** Asks on the terminal until the answer is yes or no; no answer is no. */
export function confirmed(question: string): Promise<boolean> {
  return inDialog(async (ask) => {
    let prompt = `${question} yes/no:`;
    for (;;) {
      const answer = (await ask(prompt, LONGEST_ANSWER))?.trim();
      if (answer === undefined || answer === 'no') return false;
      if (answer === 'yes') return true;
      prompt = ASKED_AGAIN;
    }
  });
}
