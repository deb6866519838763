import { Problem, formatProblems } from '../../lib/config/problem';
import { ExitCode } from '../report/exit-code';

/** Why a command ends before it has done anything: what the operator reads, and the exit code. */
export class Refusal {
  readonly exitCode = ExitCode.wrongInput;

  private constructor(readonly lines: readonly string[]) {}

  /** The command line or the input does not allow it; one sentence each. */
  static of(...sentences: readonly string[]): Refusal {
    return new Refusal(sentences.map((sentence) => `quantum-kvm: ${sentence}`));
  }

  /** The two files do not allow it: all their problems, warnings too. */
  static ofProblems(problems: readonly Problem[]): Refusal {
    return new Refusal([formatProblems(problems)]);
  }

  /** The same with more to read after it. */
  with(...lines: readonly string[]): Refusal {
    return new Refusal([...this.lines, ...lines]);
  }
}
