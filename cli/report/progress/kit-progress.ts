import { fitted } from '../layout/text-width';
import { LiveLines, print, redraws } from '../output';

/** Tells how the packages come. */
export interface KitProgress {
  readonly onStep: (text: string) => void;
  /** @param bytes that have come */
  readonly onBytes: (bytes: number) => void;
  /** Leaves the terminal as it should be. */
  end(): void;
}

/** Where nothing can be redrawn, what takes long is told once a minute. */
const TELL_MS = 60_000;
const USUAL_COLUMNS = 80;

/** A line for each step, and on a terminal a last one that says how much has come. */
export function kitProgress(system: string, stream: NodeJS.WriteStream): KitProgress {
  const live = redraws(stream) ? new LiveLines(stream) : undefined;
  const started = Date.now();
  let told = started;
  return {
    onStep: (text) => print(stream, `${system}: ${text}`),
    onBytes: (bytes) => {
      const now = Date.now();
      const text = `${Math.max(0, Math.floor(bytes / 1e6))} MB have come, ${Math.round((now - started) / 1000)} s`;
      if (live) live.draw([fitted(text, (stream.columns || USUAL_COLUMNS) - 1)]);
      else if (now - told >= TELL_MS) {
        told = now;
        print(stream, `${system}: ${text}`);
      }
    },
    end: () => live?.end(),
  };
}
