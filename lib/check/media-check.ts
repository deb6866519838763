import { Dirent, Stats, accessSync, constants, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Configuration } from '../config/configuration';
import { firstOf } from '../config/printable';
import { Project } from '../node/project';
import { MediaFile } from '../facts/host-facts';
import { CheckRecord, fail, pass } from '../host-scripts/check-record';

/** Where the vendor's tools expect the one ISO. */
export const MEDIA_FOLDER = '/opt/deploy';

const ID = 'deployment.media';
const PUT_ONE = 'leave exactly one .iso file there, or name one (or none) in kvm.install.media';

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
    ? theOneIso(mediaFolder, records)
    : undefined;
  const names = new Set(choices.flatMap((choice) => (choice.kind === 'path' ? [choice.path] : [])));
  const named = [...names].flatMap((name): [string, MediaFile][] => {
    const media = readable(project.path(name), records);
    return media ? [[name, media]] : [];
  });
  return { records, auto, named: new Map(named) };
}

function theOneIso(folder: string, records: CheckRecord[]): MediaFile | undefined {
  const names = isoNames(folder);
  if (names.length !== 1) {
    const found =
      names.length === 0 ? 'no .iso file' : `${names.length} .iso files: ${firstOf(names)}`;
    records.push(fail(ID, `kvm.install.media is auto, but ${folder} holds ${found}`, PUT_ONE));
    return undefined;
  }
  return readable(resolve(folder, names[0] ?? ''), records);
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
