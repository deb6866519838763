import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder, makeUnversionedFolder } from '../lib/node/file/private-file';
import { Deployment, DeploymentProps } from './deployment';
import { withoutSynthesisSettings } from './problems/synthesis-environment';
import { withFile } from '../lib/node/file/file-fault';
import { Project } from '../lib/node/project';
import { LOCK_FILE } from '../lib/node/provider/provider-lock';
import { ProviderMirror } from '../lib/node/provider/provider-mirror';
import { SynthesizedStack } from './synthesized-stack';

/** In place of the last part of a stack folder's path, where only its depth matters. */
const ANY = 'any';

/**
 * Synthesizes stacks for a run of quantum-kvm, by the stack's id. They stand in the project, apart from what the
 * cdktf command writes at any time, and as deep as that in it: both say the same of where other files are.
 */
export function synthesizeStacks(
  props: Pick<DeploymentProps, 'input' | 'retired'>,
): Map<string, SynthesizedStack> {
  const { project } = props.input;
  makePrivateFolder(project.stateFolder);
  makeUnversionedFolder(project.privateFolder);
  const outdir = synthesisFolder(project);
  try {
    const stackFolder = (id: string) => join(project.runStackFolder(id), ANY);
    const files = withFile(outdir, () =>
      withoutSynthesisSettings(() => new Deployment({ ...props, outdir, stackFolder }).files()),
    );
    const isAnyBundled = [...files.values()].some((texts) => texts.has(LOCK_FILE));
    const mirror = isAnyBundled ? ProviderMirror.make(project) : undefined;
    const folders = [...files].map(([id, texts]) => {
      const ofStack = texts.has(LOCK_FILE) ? mirror : undefined;
      return [id, new SynthesizedStack(project.runStackFolder(id), texts, ofStack)] as const;
    });
    folders.forEach(([, folder]) => folder.put());
    return new Map(folders);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function synthesisFolder({ privateFolder }: Project): string {
  try {
    return mkdtempSync(join(privateFolder, '.synthesis-'));
  } catch (error) {
    throw Object.assign(error as Error, { path: privateFolder });
  }
}
