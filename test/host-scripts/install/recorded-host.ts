import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakedHost } from '../faked-host';

/** What a command answers when its arguments match a pattern of the shell. */
export interface Reply {
  readonly to: string;
  /** A file of the folder `recorded`, without `.txt`; @default - nothing is printed */
  readonly with?: string;
  /** @default 0 */
  readonly code?: number;
  /** It says nothing more and does not end. */
  readonly hangs?: boolean;
  /** Which packages are there afterwards. */
  readonly installs?: readonly string[];
}

const TOOLS = [
  ...[
    'awk',
    'cat',
    'chmod',
    'cp',
    'cut',
    'dirname',
    'env',
    'find',
    'grep',
    'head',
    'ln',
    'mkdir',
    'mktemp',
    'mv',
  ],
  ...[
    'paste',
    'readlink',
    'rm',
    'sed',
    'setsid',
    'sh',
    'sort',
    'stat',
    'tail',
    'tee',
    'timeout',
    'tr',
  ],
  ...['du', 'rmdir', 'wc'],
];

/** A host with one package manager, which answers as the real one was recorded, and remembers how it was called. */
export class RecordedHost extends FakedHost {
  /** @param installed packages that are there */
  constructor(osRelease: string, installed: readonly string[] = []) {
    super();
    this.write('etc/os-release', osRelease).write('installed', installed.join('\n'));
    this.onlyCommands(...TOOLS);
    this.command('id', 'case $1 in -nG | -un) echo root ;; *) echo 0 ;; esac').command(
      'chown',
      'exit 0',
    );
    this.command('getent', 'echo "$2:x:0:0::/root:/bin/sh"').command('sleep', this.sleep());
    this.command('virsh', '[ "$4" = pool-list ] && echo " default"; exit 0');
    this.command('dpkg-query', `grep -qx "$4" "$QK_SYSROOT/installed" && echo 'ii '`);
    this.command('rpm', 'grep -qx "$4" "$QK_SYSROOT/installed"').command('dpkg', 'exit 0');
  }

  /** A package manager; the first reply that fits is given, and code 0 where none fits. */
  manager(name: string, ...replies: readonly Reply[]): this {
    const cases = replies.map((reply) => `  ${reply.to}) ${answer(reply)} ;;`);
    return this.command(name, [this.logged(name), 'case "$*" in', ...cases, 'esac'].join('\n'));
  }

  /** How the commands were called, in order. */
  calls(): string[] {
    const file = join(this.root, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  /** Nobody waits for a lock here; for whoever watches a download time goes ten times as fast. */
  private sleep(): string {
    return `[ "$1" != 0.2 ] || exec /bin/sleep 0.02\n${this.logged('sleep')}`;
  }

  private logged(name: string): string {
    return `echo "${name} $*" >>"$QK_SYSROOT/calls"`;
  }
}

function answer({ with: file, code = 0, hangs, installs = [] }: Reply): string {
  if (hangs) return 'exec /bin/sleep 600';
  const print = file === undefined ? ':' : `cat '${join(__dirname, 'recorded', `${file}.txt`)}'`;
  const add = installs.map((name) => `echo ${name} >>"$QK_SYSROOT/installed"`);
  return [print, ...add, `exit ${code}`].join('; ');
}
