import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder, makeUnversionedFolder } from '../lib/node/private-file';
import { Deployment, DeploymentProps } from './deployment';
import { StackFolder } from './stack-folder';

/** Settings of the cdktf command, which tell a program of its how to synthesize. Runs have nothing to do with them. */
const CDKTF_SETTINGS = [
  'CDKTF_CONTEXT_JSON',
  'CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS',
  'CDKTF_TARGET_STACK_ID',
  'SYNTH_HCL_OUTPUT',
];

/** In place of the last part of a stack folder's path, where only its depth matters. */
const ANY = 'any';

/**
 * Synthesizes stacks for a run of quantum-kvm, by the stack's id. They stand in the project, apart from what the
 * cdktf command writes at any time, and as deep as that in it: both say the same of where other files are.
 */
export function synthesizeStacks(
  props: Pick<DeploymentProps, 'input' | 'retired'>,
): Map<string, StackFolder> {
  const { project } = props.input;
  makePrivateFolder(project.stateFolder);
  makeUnversionedFolder(project.privateFolder);
  const outdir = mkdtempSync(join(project.privateFolder, '.synthesis-'));
  try {
    const stackFolder = (id: string) => join(project.stackFolder(id), ANY);
    const files = withoutSettings(() => new Deployment({ ...props, outdir, stackFolder }).files());
    const folders = [...files].map(
      ([id, texts]) => [id, new StackFolder(project.stackFolder(id), texts)] as const,
    );
    folders.forEach(([, folder]) => folder.put());
    return new Map(folders);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function withoutSettings<T>(run: () => T): T {
  const before = CDKTF_SETTINGS.map((name) => [name, process.env[name]] as const);
  CDKTF_SETTINGS.forEach((name) => Reflect.deleteProperty(process.env, name));
  try {
    return run();
  } finally {
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
  }
}
