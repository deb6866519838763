import { SpawnSyncReturns, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ran } from '../lab/support/command';

const ROOT = resolve(__dirname, '..', '..');

/** A clone of this checkout's commit whose changelog begins with the version of the package. */
export class ReleaseCheckout {
  private constructor(readonly folder: string) {}

  static make(): ReleaseCheckout {
    const checkout = new ReleaseCheckout(mkdtempSync(join(tmpdir(), 'release-')));
    checkout.git('clone', '-q', ROOT, '.');
    const changelog = join(checkout.folder, 'CHANGELOG.md');
    const text = readFileSync(changelog, 'utf8');
    writeFileSync(changelog, text.replace(/^## \[.*\].*/m, `## [${checkout.version}]`));
    checkout.git(
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@localhost',
      'commit',
      '-qam',
      'Release',
      '--allow-empty',
    );
    return checkout;
  }

  get version(): string {
    return JSON.parse(readFileSync(join(this.folder, 'package.json'), 'utf8')).version;
  }

  release(...args: string[]): SpawnSyncReturns<string> {
    return ran(join(this.folder, 'scripts', 'release.sh'), args, { cwd: this.folder });
  }

  reset(): void {
    this.git('checkout', '-q', '.');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private git(...args: string[]): void {
    execFileSync('git', args, { cwd: this.folder });
  }
}
