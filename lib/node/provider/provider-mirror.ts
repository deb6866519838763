import { lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { withFile } from '../file/file-fault';
import { makeUnversionedFolder } from '../file/private-file';
import { Project } from '../project';
import { BUNDLED_PROVIDERS, VERSION, platform, programFile, programName } from './bundled-provider';
import { UnknownProvider, recordedDigest } from './provider-digest';
import { isDistrust } from '../file/trusted-path';

/** Where Terraform and OpenTofu look in the folder that they are started in, unless their own settings say otherwise. */
const IMPLICIT_MIRROR = join('terraform.d', 'plugins');

/** Characters of the digest that a mirror is named by. */
const DIGEST_LENGTH = 16;

/**
 * The bundled providers as Terraform's implicit mirror: links to the one program of this package, under the names by
 * which Terraform looks for them. It stands in the project, because the package may be nobody's to write to; another
 * version has another one.
 */
export class ProviderMirror {
  private constructor(private readonly folder: string) {}

  /**
   * Makes it in the project, or completes what is there.
   *
   * @throws UnknownProvider
   */
  static make(project: Project): ProviderMirror {
    const digest = knownDigest();
    makeUnversionedFolder(project.privateFolder);
    const mirror = new ProviderMirror(
      project.providerMirror(`${VERSION}-${digest.slice(0, DIGEST_LENGTH)}`),
    );
    for (const provider of BUNDLED_PROVIDERS) {
      const place = join(mirror.folder, provider.source, provider.version, platform());
      putLink(join(place, programName(provider)), programFile());
    }
    return mirror;
  }

  /** Leads a Terraform that is started in a stack's folder here. */
  linkFrom(stackFolder: string): void {
    const link = join(stackFolder, IMPLICIT_MIRROR);
    putLink(link, relative(dirname(link), this.folder));
  }
}

function knownDigest(): string {
  const digest = recordedDigest();
  if (isDistrust(digest)) throw new UnknownProvider(digest);
  return digest;
}

/** In one step: a Terraform that runs finds the old one or the new one. */
function putLink(link: string, target: string): void {
  if (targetOf(link) === target) return;
  const beside = `${link}.${process.pid}`;
  withFile(link, () => {
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, beside);
    renameSync(beside, link);
  });
}

function targetOf(link: string): string | undefined {
  if (!lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return undefined;
  return readlinkSync(link);
}
