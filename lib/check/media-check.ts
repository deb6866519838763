import { Dirent, Stats, accessSync, constants, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Configuration } from '../config/configuration';
import { firstOf } from '../config/printable';
import { quoted } from '../config/problem';
import { isOf } from '../config/values/grammar';
import { MEDIA_FOLDER, recordedIsoPath } from '../config/values/paths';
import { mediumDigest } from '../node/file/medium-digest';
import { Project } from '../node/project';
import { MediaFile } from '../facts/host-facts';
import { CheckRecord, fail, pass } from '../host-scripts/check-record';

const ID = 'deployment.media';
const PUT_ONE = 'leave exactly one .iso file there, or name one (or none) in kvm.install.media';

const OTHER_NAME = {
  allowed: 'letters, digits and . _ - + = @',
  cure: 'rename it, or name it in kvm.install.media',
};

/** The media of all hosts. */
export interface MediaCheck {
  readonly records: CheckRecord[];
  /** The one ISO of the folder, where some host's `kvm.install.media` is `auto`. */
  readonly auto?: MediaFile;
  /** Named ones, by the name in the configuration. */
  readonly named: ReadonlyMap<string, MediaFile>;
}

/** Finds the media that `kvm.install.media` asks for. */
export function checkInstallMedia(
  project: Project,
  { hosts }: Configuration,
  mediaFolder: string,
): MediaCheck {
  const choices = hosts.map((host) => host.installMedia);
  const records: CheckRecord[] = [];
  const auto = choices.some(({ kind }) => kind === 'auto')
    ? theOneIso(project, mediaFolder, records)
    : undefined;
  const names = new Set(choices.flatMap((choice) => (choice.kind === 'path' ? [choice.path] : [])));
  const named = [...names].flatMap((name): [string, MediaFile][] => {
    const media = readable(project.path(name), records);
    return media ? [[name, media]] : [];
  });
  return { records, auto, named: new Map(named) };
}

function theOneIso(
  project: Project,
  folder: string,
  records: CheckRecord[],
): MediaFile | undefined {
  const names = isoNames(folder);
  const [name = ''] = names;
  if (names.length !== 1) {
    const found =
      names.length === 0 ? 'no .iso file' : `${names.length} .iso files: ${firstOf(names)}`;
    records.push(fail(ID, `kvm.install.media is auto, but ${folder} holds ${found}`, PUT_ONE));
    return undefined;
  }
  if (!isOf(recordedIsoPath, `${MEDIA_FOLDER}/${name}`)) {
    const { allowed, cure } = OTHER_NAME;
    records.push(
      fail(
        ID,
        `the installation ISO in ${folder} is named ${quoted(name)}; allowed: ${allowed}`,
        cure,
      ),
    );
    return undefined;
  }
  return recorded(project, readable(resolve(folder, name), records), records);
}

/** With what tells it from any other file. */
function recorded(
  project: Project,
  media: MediaFile | undefined,
  records: CheckRecord[],
): MediaFile | undefined {
  if (!media) return undefined;
  try {
    return { ...media, sha256: mediumDigest(media.path, project) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    records.push(
      fail(ID, `the installation ISO ${media.path} cannot be read: ${code ?? message}`, PUT_ONE),
    );
    return undefined;
  }
}

function isoNames(folder: string): string[] {
  return entries(folder)
    .filter((entry) => !entry.isDirectory() && /\.iso$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readable(path: string, records: CheckRecord[]): MediaFile | undefined {
  const stats = statOf(path);
  if (stats?.isFile() && stats.size > 0) {
    records.push(pass(ID, path));
    return { path, sizeBytes: stats.size };
  }
  const found = !stats ? 'cannot be read' : stats.isFile() ? 'is empty' : 'is not a file';
  records.push(fail(ID, `the installation ISO ${path} ${found}`, PUT_ONE));
  return undefined;
}

function statOf(path: string): Stats | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path);
  } catch {
    return undefined;
  }
}
