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

test.each(['10.24.1', '18.20.8'])(
  'on Node.js %s it says what is needed, before it loads more',
  (version) => {
    const script = `
    Object.defineProperty(process.versions, 'node', { value: ${JSON.stringify(version)} });
    process.on('exit', () => console.log(Object.keys(require.cache).length));
    require(${JSON.stringify(PROGRAM)});`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toBe(
      `quantum-kvm: this is Node.js ${version}, needed is 20 or newer; install it, or use the kit, which brings its own\n`,
    );
    expect(Number(stdout)).toBe(2);
  },
);
