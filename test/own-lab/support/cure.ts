import { OwnLab } from './own-lab';
import { Project, Run } from '../../lab/support/project';

/** A failure as an operator reads it. */
export interface Told {
  readonly id: string;
  readonly message: string;
  readonly cure: string;
}

/** What `quantum-kvm check --json` finds wrong with the only host. */
export function failures({ output }: Run): Told[] {
  if (!output.includes('{')) throw new Error(output);
  const json = output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1);
  const [host] = JSON.parse(json).hosts as { checks: (Told & { verdict: string })[] }[];
  return (host?.checks ?? []).filter(({ verdict }) => verdict === 'fail');
}

/** The commands that a text tells to run, in its order. */
export function commandsIn(text: string): string[] {
  return [...text.matchAll(/\b(?:run|else run) "([^"]+)"/g)].map(([, command = '']) => command);
}

/**
 * Somebody who knows nothing but the cure: runs its command to the letter, as root on the host or here, or sets
 * the property that it names.
 *
 * @param among of several commands, the one that holds this
 * @returns the settings that it tells to change
 */
export function follow(
  lab: OwnLab,
  project: Project,
  { id, cure }: Told,
  among = '',
): Record<string, string> {
  const [, property, value] = /\bset (kvm\.[\w.]+) to (\S+)/.exec(cure) ?? [];
  if (property !== undefined) return { [property]: value ?? '' };
  const [, folder] = /\bname a folder such as (\S+) in kvm\.location\.path/.exec(cure) ?? [];
  if (folder !== undefined) return { 'kvm.location.path': folder };
  const command = commandsIn(cure).find((one) => one.includes(among));
  if (command === undefined) throw new Error(`the cure of ${id} has no command to run: ${cure}`);
  const [program, ...args] = command.split(' ');
  if (program !== 'quantum-kvm') lab.sh(1, command);
  else {
    // Asked whether it may, the person says yes.
    const yes = args[0] === 'prepare' ? ['--yes'] : [];
    const { status, output } = project.quantumKvm(...args, ...yes);
    if (status !== 0) throw new Error(`${command}: exit code ${status}\n${output}`);
  }
  return {};
}
