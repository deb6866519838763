import { program, run } from '../../cli/program';
import { documentsIn } from './documents/documents-in';

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `quantum-kvm` with these arguments, as if from a terminal. What it prints for programs must be of the form of its schema. */
export async function quantumKvm(...args: string[]): Promise<Ended> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += String(text);
      return true;
    }),
  );
  const umask = process.umask();
  try {
    process.exitCode = undefined;
    await run(program(), args);
    if (args.includes('--json')) documentsIn(printed.stdout);
    return { exitCode: Number(process.exitCode ?? 0), ...printed };
  } finally {
    process.exitCode = undefined;
    process.umask(umask);
    for (const spy of spies) spy.mockRestore();
  }
}
