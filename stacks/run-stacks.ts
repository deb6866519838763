import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder, makeUnversionedFolder } from '../lib/node/file/private-file';
import { Deployment, DeploymentProps, StackFiles } from './deployment';
import { withoutSynthesisSettings } from './problems/synthesis-environment';
import { withFile } from '../lib/node/file/file-fault';
import { firstOf } from '../lib/config/printable';
import { Project } from '../lib/node/project';
import { LOCK_FILE } from '../lib/node/provider/provider-lock';
import { ProviderMirror } from '../lib/node/provider/provider-mirror';
import { SiteApp } from './site/site-app';
import { siteStacks } from './site/site-stacks';
import { SynthesizedStack } from './synthesized-stack';

type RunProps = Pick<DeploymentProps, 'input' | 'retired'>;

/** What a synthesis for a run has to do with the run. */
export interface RunSynthesis {
  /** Ends the app of a site that is synthesizing. @default - nothing does */
  readonly signal?: AbortSignal;
  /** Told what an operator is to know of the stacks. @default - nobody is */
  readonly note?: (sentence: string) => void;
}

/**
 * Synthesizes stacks for a run of quantum-kvm, by the stack's id: by the app of the site, where the project has one.
 * They stand in the project, apart from what the cdktf command writes at any time, and as deep as that in it: both say
 * the same of where other files are.
 *
 * @throws SiteFault where the app of the site does not give them
 */
export async function synthesizeStacks(
  props: RunProps,
  run: RunSynthesis = {},
): Promise<Map<string, SynthesizedStack>> {
  const { project } = props.input;
  makePrivateFolder(project.stateFolder);
  makeUnversionedFolder(project.privateFolder);
  // Of a host that is to hold nothing any more a site knows nothing.
  const app = props.retired ? undefined : SiteApp.of(project);
  const outdir = synthesisFolder(project);
  try {
    const files = app ? await bySite(app, props, outdir, run) : builtIn(props, outdir);
    const isAnyBundled = [...files.values()].some((contents) => contents.has(LOCK_FILE));
    const mirror = isAnyBundled ? ProviderMirror.make(project) : undefined;
    const folders = [...files].map(([id, contents]) => {
      const ofStack = contents.has(LOCK_FILE) ? mirror : undefined;
      return [id, new SynthesizedStack(project.runStackFolder(id), contents, ofStack)] as const;
    });
    folders.forEach(([, folder]) => folder.put());
    return new Map(folders);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function builtIn(props: RunProps, outdir: string): ReadonlyMap<string, StackFiles> {
  const stackFolder = runStackPlace(props.input.project);
  return withFile(outdir, () =>
    withoutSynthesisSettings(() => new Deployment({ ...props, outdir, stackFolder }).files()),
  );
}

async function bySite(
  app: SiteApp,
  { input: { specs, project } }: RunProps,
  outdir: string,
  { signal, note }: RunSynthesis,
): Promise<ReadonlyMap<string, StackFiles>> {
  await app.run(specs, outdir, signal);
  const { files, others } = siteStacks(outdir, specs, project);
  if (others.length > 0) {
    note?.(
      `note: the site's app makes further stacks of no host: ${firstOf(others)}; quantum-kvm leaves them to cdktf ("npx cdktf deploy")`,
    );
  }
  return files;
}

/** Where the stacks of a run stand; all of one host stand as deep, whatever they hold. */
export function runStackPlace(project: Project): (stackId: string) => string {
  return (id) => join(project.runStackFolder(id), 'any');
}

function synthesisFolder({ privateFolder }: Project): string {
  try {
    return mkdtempSync(join(privateFolder, '.synthesis-'));
  } catch (error) {
    throw Object.assign(error as Error, { path: privateFolder });
  }
}
