import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../../../lib/node/file/atomic-file';
import { errorSentence, withFile } from '../../../lib/node/file/file-fault';
import { entriesOf } from '../../../lib/node/file/folder-entries';
import { packageFolder } from '../../../lib/node/provider/providers-folder';
import { SiteAnswers } from './site-answers';
import { siteConfiguration } from './site-configuration';
import { sitePackage } from './site-package';

const CONFIGURATION = 'quantum_server_config.xml';
const PACKAGE = 'package.json';

/** Files of a site as the package holds them; npm packs none that is named .gitignore. */
const COPIED: Readonly<Record<string, string>> = {
  'main.ts': 'main.ts',
  'cdktf.json': 'cdktf.json',
  'tsconfig.json': 'tsconfig.json',
  '.gitignore': 'gitignore',
  'README.md': 'README.md',
  'pipeline.example.yml': 'pipeline.example.yml',
};

/** What may stand in the folder of a new site: of npm, which has put quantum-kvm there, and of git. */
const WELCOME = /^(?:node_modules|package(?:-lock)?\.json|quantum-kvm-.*\.tgz|\.git|\.npmrc)$/;

/** A password may come to stand in the configuration. */
const PRIVATE = 0o600;
const PUBLIC = 0o644;

/** The files of a new site. */
export class SiteFiles {
  private readonly texts: ReadonlyMap<string, string>;

  constructor(
    private readonly folder: string,
    answers: SiteAnswers,
  ) {
    const copied = Object.entries(COPIED).map(([name, from]) => [name, example(from)] as const);
    this.texts = new Map([
      [CONFIGURATION, siteConfiguration(example(CONFIGURATION), answers)],
      ...copied,
      [PACKAGE, sitePackage(folder)],
    ]);
  }

  get names(): readonly string[] {
    return [...this.texts.keys()];
  }

  /** Why they cannot be put there; undefined: the folder is empty, or holds some of just these. */
  fault(): string | undefined {
    try {
      if (statSync(this.folder, { throwIfNoEntry: false })?.isDirectory() === false) {
        return `${this.folder} is a file; name a folder`;
      }
      const others = entriesOf(this.folder).filter((name) => !this.isWelcome(name));
      if (others.length === 0) return undefined;
      const [first = '', ...more] = others.sort();
      const counted = more.length === 0 ? first : `${first} and ${more.length} more`;
      return `${this.folder} is not empty: it holds ${counted}; allowed is an empty folder, or one where "npm install" has put quantum-kvm: name another one`;
    } catch (error) {
      return errorSentence(error, this.folder);
    }
  }

  /** Each in one step; what was interrupted is completed by the next time. */
  write(): void {
    withFile(this.folder, () => mkdirSync(this.folder, { recursive: true }));
    for (const [name, text] of this.texts) {
      const file = join(this.folder, name);
      if (textOf(file) !== text) {
        withFile(file, () =>
          writeAtomically(file, text, name === CONFIGURATION ? PRIVATE : PUBLIC),
        );
      }
    }
  }

  private isWelcome(name: string): boolean {
    return WELCOME.test(name) || this.texts.get(name) === textOf(join(this.folder, name));
  }
}

function example(name: string): string {
  return readFileSync(join(packageFolder(), 'examples', 'site', name), 'utf8');
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
