import { printable, printableLines } from '../../../lib/config/printable';
import { Problem, formatProblems } from '../../../lib/config/problem';
import { ExitCode } from '../../report/exit-code';

/** Characters: a sentence may name many hosts. */
const LONGEST = 2000;

/** Why a command ends before it has done anything: what the operator reads, and the exit code. */
export class Refusal {
  private constructor(
    readonly lines: readonly string[],
    readonly exitCode: number = ExitCode.wrongInput,
  ) {}

  /** The command line or the input does not allow it; one sentence each. */
  static of(...sentences: readonly string[]): Refusal {
    return new Refusal(sentences.map((sentence) => `quantum-kvm: ${printable(sentence, LONGEST)}`));
  }

  /** Nothing is wrong with the input, but it cannot be done now. */
  static failed(sentence: string): Refusal {
    return new Refusal(Refusal.of(sentence).lines, ExitCode.failed);
  }

  /** The two files do not allow it: all their problems, warnings too. */
  static ofProblems(problems: readonly Problem[]): Refusal {
    return new Refusal([formatProblems(problems)]);
  }

  /** The same with more to read after it. */
  with(...lines: readonly string[]): Refusal {
    return new Refusal([...this.lines, ...lines.map((line) => indented(line))], this.exitCode);
  }
}

/** One line, with the blanks that it begins with. */
function indented(line: string): string {
  return printableLines(line.slice(0, LONGEST).replaceAll('\n', ' '));
}
