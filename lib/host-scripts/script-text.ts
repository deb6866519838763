import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A script that runs on a host. */
export type HostScriptFile = 'check.sh' | 'install.sh';

/** Folder of a script's files; beside this module, in the source tree as well as in `dist`. */
function folderOf(script: HostScriptFile): string {
  return join(__dirname, script.replace(/\.sh$/, ''));
}

/** The files that make up a script, relative to its folder, in the order of their names. */
export function hostScriptParts(script: HostScriptFile): string[] {
  return readdirSync(folderOf(script)).sort();
}

/** The whole script, to be given to `sh -s`. */
export function hostScriptText(script: HostScriptFile): string {
  const [first = '', ...others] = hostScriptParts(script).map((part) =>
    hostScriptPart(script, part),
  );
  return [first, ...(script === 'install.sh' ? [hookFunction()] : []), ...others].join('\n');
}

/** What the hook shares with the check: which disk a device is is told in one way. */
const SHARED_WITH_HOOK = ['75-disk-identity.sh', '77-disk-use.sh'];

/** libvirt's hook for QEMU, which preparation installs on a host. */
export function qemuHookText(): string {
  const own = (part: string) => readFileSync(join(__dirname, 'hook', part), 'utf8');
  const shared = SHARED_WITH_HOOK.map((part) => hostScriptPart('check.sh', part));
  return [own('10-hook.sh'), ...shared, own('90-main.sh')].join('\n');
}

/** What of the preparation says how to ask: none of these does anything by itself. */
const ASKING_AS_PREPARATION = [
  '10-report.sh',
  '18-made.sh',
  '30-family.sh',
  '40-daemon.sh',
  '45-hook.sh',
  '50-pool.sh',
  '60-given.sh',
];

/** The quick look at a host, which asks as preparation does. */
export function lookText(): string {
  const folder = join(__dirname, 'look');
  const own = readdirSync(folder).sort();
  return [
    ...ASKING_AS_PREPARATION.map((part) => hostScriptPart('install.sh', part)),
    hookFunction(),
    ...own.map((part) => readFileSync(join(folder, part), 'utf8')),
  ].join('\n');
}

/** What of the preparation says where it writes. */
const WRITTEN_BY_PREPARATION = [
  '10-report.sh',
  '17-sshd.sh',
  '18-made.sh',
  '20-key.sh',
  '40-daemon.sh',
  '45-hook.sh',
  '50-pool.sh',
  '60-given.sh',
];

/** Tells what the deployment has left on a host, or removes it. */
export function cleanText(): string {
  const folder = join(__dirname, 'clean');
  return [
    ...WRITTEN_BY_PREPARATION.map((part) => hostScriptPart('install.sh', part)),
    hookFunction(),
    ...readdirSync(folder)
      .sort()
      .map((part) => readFileSync(join(folder, part), 'utf8')),
  ].join('\n');
}

function hookFunction(): string {
  return `hook_text() {\ncat <<'END-OF-HOOK'\n${qemuHookText()}END-OF-HOOK\n}\n`;
}

/** One file of a script, which must stand for itself. */
export function hostScriptPart(script: HostScriptFile, part: string): string {
  return readFileSync(join(folderOf(script), part), 'utf8');
}
