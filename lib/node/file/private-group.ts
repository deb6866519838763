import { readFileSync } from 'node:fs';

/**
 * Whether a group has nobody in it but this user: the one of the same name that most systems make for each, with which
 * files are commonly made writable for the group (umask 002). One of a directory service is not known to be that.
 */
export function isPrivateGroup(gid: number): boolean {
  if (gid === 0 || gid !== process.getegid?.()) return false;
  const group = entries('/etc/group').find(([, , number]) => Number(number) === gid);
  if (!group) return false;
  const [own] = entries('/etc/passwd').filter(([, , uid]) => Number(uid) === process.geteuid?.());
  if (!own) return false;
  const members = (group[3] ?? '').split(',').filter((name) => name !== '' && name !== own[0]);
  const others = entries('/etc/passwd').filter(
    ([name, , , primary]) => Number(primary) === gid && name !== own[0],
  );
  return members.length === 0 && others.length === 0;
}

function entries(file: string): string[][] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter(Boolean).map((line) => line.split(':'));
  } catch {
    return [];
  }
}
