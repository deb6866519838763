import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');
const PROGRAM = join(ROOT, 'dist', 'cli', 'quantum-kvm.js');

/** The packages, and the rooms of the built program, that a command line loads. */
function loadedBy(option: string): Set<string> {
  const script = `
    process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));
    process.argv = [process.argv[0], ${JSON.stringify(PROGRAM)}, ${JSON.stringify(option)}];
    require(${JSON.stringify(PROGRAM)});`;
  const { stderr, status } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(status).toBe(0);
  const files = stderr.trim().split('\n');
  return new Set(
    files.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'own'),
  );
}

test.each(['--version', '--help'])('%s loads the command line alone', (option) => {
  const loaded = loadedBy(option);
  expect(loaded).toContain('commander');
  for (const heavy of ['cdktf', 'constructs', 'ssh2', 'zod', 'fast-xml-parser', 'tsx']) {
    expect(loaded).not.toContain(heavy);
  }
});
