import { distance } from 'fastest-levenshtein';

/**
 * The candidate with the smallest edit distance to a name, upper and lower case alike.
 *
 * @param farthest largest distance that still counts as a slip of the keyboard
 */
export function nearestName(
  name: string,
  candidates: readonly string[],
  farthest = Infinity,
): string | undefined {
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      distance: distance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= farthest ? best.candidate : undefined;
}
