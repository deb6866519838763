import { program } from '../../cli/program';

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
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
  const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(Number(code));
  });
  try {
    process.exitCode = undefined;
    await program().parseAsync(args, { from: 'user' });
    return { exitCode: Number(process.exitCode ?? 0), ...printed };
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { exitCode: error.code, ...printed };
  } finally {
    process.exitCode = undefined;
    process.umask(umask);
    for (const spy of [...spies, exit]) spy.mockRestore();
  }
}
