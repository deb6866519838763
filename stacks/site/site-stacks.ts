import { Stats, lstatSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { firstOf, printable } from '../../lib/config/printable';
import { HostSpec } from '../../lib/machine/host-spec';
import { addressOfStack } from '../../lib/machine/stack-id';
import { errorSentence } from '../../lib/node/file/file-fault';
import { entriesOf } from '../../lib/node/file/folder-entries';
import { BUNDLED_PROVIDERS } from '../../lib/node/provider/bundled-provider';
import { Project } from '../../lib/node/project';
import { STACK_FILE } from '../../lib/node/terraform/stack-folder';
import { StackFiles } from '../deployment';
import { SiteFault } from './site-fault';

/** Of one stack, with its assets. */
const LARGEST_STACK_BYTES = 256 * 1024 * 1024;

const CALLS = 'its main.ts has to call synthesizeSite, which is what asks for them (docs/site.md)';

/** What the app of a site has written. */
export interface SiteStacks {
  /** All files of every stack that was asked for, by its id. */
  readonly files: ReadonlyMap<string, StackFiles>;
  /** Stacks of the site's own that are of no host. */
  readonly others: readonly string[];
}

/** Reads it. @throws SiteFault where it is not what was asked for */
export function siteStacks(
  outdir: string,
  specs: readonly HostSpec[],
  project: Project,
): SiteStacks {
  const made = entriesOf(join(outdir, 'stacks')).sort();
  const missing = specs.filter(({ stackId }) => !made.includes(stackId));
  if (missing.length > 0) {
    const [first] = missing;
    const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
    throw new SiteFault(
      `the site's app makes no stack for ${first?.address}${more}; allowed is one for each host that is worked on; ${CALLS}`,
    );
  }
  const files = new Map(
    specs.map(({ stackId }) => {
      const content = filesIn(join(outdir, 'stacks', stackId));
      refuseOther(stackId, content, project);
      return [stackId, content] as const;
    }),
  );
  return { files, others: made.filter((id) => addressOfStack(id) === undefined) };
}

const STACK = z.object({
  terraform: z.object({
    backend: z.object({ local: z.object({ path: z.string() }) }),
    required_providers: z.record(
      z.string(),
      z.object({ source: z.string().optional(), version: z.string().optional() }),
    ),
  }),
});

/** Where a stack of a run stands, as deep in the project as all of them. */
function placeOf(stackId: string, project: Project): string {
  return join(project.runStackFolder(stackId), 'any');
}

function refuseOther(stackId: string, files: StackFiles, project: Project): void {
  const text = files.get(STACK_FILE)?.toString('utf8');
  const { data } = STACK.safeParse(text === undefined ? undefined : jsonIn(text));
  const path = data?.terraform.backend.local.path;
  if (!data || resolve(placeOf(stackId, project), path ?? '') !== project.stateFile(stackId)) {
    throw new SiteFault(
      `the site's app makes a stack ${stackId} that is not the one that was asked for: its state is not ${project.stateFile(stackId)}; ${CALLS}`,
    );
  }
  const { required_providers: needed } = data.terraform;
  const own = BUNDLED_PROVIDERS.map(({ type }): string => type);
  const foreign = Object.keys(needed).filter((type) => !own.includes(type));
  if (foreign.length > 0) {
    throw new SiteFault(
      `the site's app needs ${firstOf(foreign)} in the stack ${stackId}; allowed are the bundled providers, ${own.join(' and ')}, which are all that is pinned there; put what needs others into a stack of its own, which is left to cdktf`,
    );
  }
  for (const { type, source, version } of BUNDLED_PROVIDERS) {
    const found = needed[type];
    if (found?.source === source && found.version === version) continue;
    throw new SiteFault(otherVersion(found, { source, version }, project.folder));
  }
}

interface RequiredProvider {
  readonly source?: string;
  readonly version?: string;
}

function otherVersion(
  found: RequiredProvider | undefined,
  own: RequiredProvider,
  folder: string,
): string {
  const text = ({ source = 'no source', version = 'no version' }: RequiredProvider) =>
    printable(`${source} ${version}`, 120);
  const isMajor = found?.version?.split('.')[0] !== own.version?.split('.')[0];
  const major = isMajor ? ', another major version: read its changelog first' : '';
  return `the site's app was made with another version of quantum-kvm than this one: its stacks need the provider ${text(found ?? {})}, allowed is ${text(own)}${major}; run the site's own ("npx quantum-kvm" in ${folder}), or bring the site to this version ("npm install" there)`;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All files below a folder, by their paths in it. A link that leads out of it is none of the stack's files. */
function filesIn(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = new Map<string, Buffer>();
  let bytes = 0;
  for (const name of entries) {
    const path = join(folder, name);
    const status = fileAt(path, folder);
    if (!status?.isFile()) continue;
    bytes += status.size;
    if (bytes > LARGEST_STACK_BYTES) {
      throw new SiteFault(
        `the site's app makes a stack with more than ${LARGEST_STACK_BYTES / 1024 / 1024} MiB of files in ${relative(join(folder, '..'), folder)}, the last is ${printable(name)}; keep large files out of the stack, and name them by their paths`,
      );
    }
    files.set(name.split(sep).join('/'), readFileSync(path));
  }
  return files;
}

function fileAt(path: string, folder: string): Stats | undefined {
  try {
    const status = lstatSync(path);
    if (!status.isSymbolicLink()) return status;
    return realpathSync(path).startsWith(realpathSync(folder) + sep) ? statSync(path) : undefined;
  } catch (error) {
    throw new SiteFault(`the site's app wrote what cannot be read: ${errorSentence(error, path)}`);
  }
}
