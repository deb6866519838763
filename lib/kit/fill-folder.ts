import { errorSentence } from '../node/file/file-fault';
import { aptFetch } from './apt-fetch';
import { dnfFetch } from './dnf-fetch';
import { FilledFolder, KitFolder } from './kit-folder';
import { KitFamily, KitSystem, systemText } from './kit-system';
import { FetchRequest, PackageFetch } from './package-fetch';
import { watchedCommand } from './watched-command';
import { zypperFetch } from './zypper-fetch';

/** How packages come to this machine, by the family of the hosts. */
export const FETCHES: Readonly<Record<KitFamily, PackageFetch>> = {
  debian: aptFetch,
  rhel: dnfFetch,
  openeuler: dnfFetch,
  suse: zypperFetch,
};

export interface FillOptions extends Pick<FetchRequest, 'sources' | 'onStep'> {
  readonly system: KitSystem;
  readonly folder: KitFolder;
  /** @param bytes that have come */
  readonly onBytes: (bytes: number) => void;
}

export type Filled = (FilledFolder & { readonly fault?: undefined }) | { readonly fault: string };

/** Fetches what a bare host of a system needs into a folder, or says why not, one sentence. */
export async function fillFolder({ onBytes, ...options }: FillOptions): Promise<Filled> {
  const { system, folder } = options;
  try {
    const lock = folder.begin();
    if (!lock)
      return { fault: `${folder.path} is being filled by another run; wait until it ends` };
    try {
      const run: FetchRequest['run'] = (program, args, cwd) =>
        watchedCommand({ program, args, cwd, fills: folder.partial, onBytes });
      const fetched = await FETCHES[system.family].fetch({ ...options, run });
      if (fetched.fault !== undefined) return fetched;
      return folder.complete(systemText(system), fetched.files, fetched.from);
    } finally {
      lock.release();
    }
  } catch (error) {
    return { fault: errorSentence(error, folder.path) };
  }
}
