import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ran } from './command';
import { done } from './project';

const ROOT = resolve(__dirname, '..', '..', '..');

/** This package under another version, with a provider built for it: a folder to remove. */
export function otherVersion(version: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'version-'));
  for (const part of ['dist', 'provider', 'scripts'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version }));
  const { status, stdout, stderr } = ran('sh', [join(folder, 'scripts', 'build-provider.sh')]);
  done({ status, output: stdout + stderr });
  return folder;
}
