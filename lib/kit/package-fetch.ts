import { KitFolder } from './kit-folder';
import { KitFile } from './kit-sums';
import { KitSystem } from './kit-system';
import { WatchedEnd } from './watched-command';

/** What a package manager is to bring into a folder. */
export interface FetchRequest {
  readonly system: KitSystem;
  readonly folder: KitFolder;
  /** Text of the file of package sources. @default - this machine's own */
  readonly sources?: string;
  readonly onStep: (text: string) => void;
  /** Runs a program, which is ended when nothing more comes into the partial folder. */
  readonly run: (program: string, args: readonly string[], cwd: string) => Promise<WatchedEnd>;
}

/** All packages, and where those are that the folder has not yet; or why it failed, one sentence. */
export type Fetched =
  | { readonly files: readonly KitFile[]; readonly from: string; readonly fault?: undefined }
  | { readonly fault: string };

/** How packages of a family are fetched on a machine that need not be of that family. */
export interface PackageFetch {
  /** The programs that it runs. */
  readonly programs: readonly string[];
  /** What is done on a machine without them. */
  readonly cure: string;
  /** Whether the package manager does nothing for other users. */
  readonly needsRoot: boolean;
  /** What the file of sources has to be. */
  readonly sourcesFile: string;
  readonly fetch: (request: FetchRequest) => Promise<Fetched>;
}
