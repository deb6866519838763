import { program, run } from '../../cli/program';

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `quantum-kvm` with these arguments, as if from a terminal. */
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
    return { exitCode: Number(process.exitCode ?? 0), ...printed };
  } finally {
    process.exitCode = undefined;
    process.umask(umask);
    for (const spy of spies) spy.mockRestore();
  }
}
