import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failureText, withAddress } from '../../../lib/host-scripts/check-record';
import { errorAt } from '../../../lib/node/file/file-fault';
import { Project } from '../../../lib/node/project';
import { stateLock } from '../../../lib/node/terraform/state-lock';
import { onHost } from '../../../lib/ssh/host-shell';
import { FailureCause } from '../../terraform/failure-cause';
import { TerraformEnd } from '../../terraform/terraform-process';
import { HostTarget } from './host-target';

/** What a failure may be about besides the host: a stack's folder and state, and what the run writes. */
export interface FailedRun {
  readonly target: HostTarget;
  /** Folders of the run that Terraform writes to. */
  readonly folders: readonly string[];
  /** Holds the deployment's key. @default - the host is not asked */
  readonly project?: Project;
}

const LIMITS = { connectTimeoutSeconds: 20, sessionTimeoutSeconds: 30 };

/**
 * Why a run of Terraform failed, one sentence: what is looked up in the world, where Terraform does not say it in
 * a form that can be relied on, then what Terraform says itself.
 */
export async function causeOf(
  failure: FailureCause,
  end: TerraformEnd,
  run: FailedRun,
): Promise<string> {
  const said = failure.sentence(end);
  if (end.kind !== 'exited') return said;
  if (failure.isOfRun) return lockFault(failure, run.target) ?? writeFault(run) ?? said;
  const ofHost = await hostFault(run);
  if (ofHost === undefined) return said;
  // Where no step was begun, or no script, Terraform has met the same in words that say less.
  return failure.isConnection || !failure.hasBegunSteps
    ? ofHost
    : `${ofHost}; Terraform said: ${said}`;
}

/** Why the host does not let us in now; undefined: it does. */
async function hostFault({ target, project }: FailedRun): Promise<string | undefined> {
  if (!project) return undefined;
  const outcome = await onHost(target.host, project, 'exit 0\n', LIMITS);
  if (outcome.kind !== 'failed') return undefined;
  return failureText(withAddress(outcome.failure, target.address));
}

function lockFault(failure: FailureCause, { stateFile }: HostTarget): string | undefined {
  const lock = stateLock(stateFile);
  if (!lock || (lock.pid === undefined && !(lock.id && failure.names(lock.id)))) return undefined;
  return `the state ${stateFile} is locked by ${lock.holder}; let that end, and repeat`;
}

/** A piece that a full disk has no room for. */
const PIECE = Buffer.alloc(64 * 1024);

/** The first place that cannot be written, by writing there. */
function writeFault({ target, folders }: FailedRun): string | undefined {
  for (const folder of [dirname(target.stateFile), target.folder, ...folders]) {
    const fault = folderFault(folder);
    if (fault !== undefined) return fault;
  }
  return existsSync(target.stateFile) ? attempt(target.stateFile, openForWriting) : undefined;
}

function folderFault(folder: string): string | undefined {
  const draft = join(folder, `.quantum-kvm-${process.pid}.new`);
  return attempt(folder, () => writePiece(draft));
}

function writePiece(draft: string): void {
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, PIECE);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
    rmSync(draft, { force: true });
  }
}

function openForWriting(file: string): void {
  closeSync(openSync(file, 'r+'));
}

/** Named is the place, not what was tried in it. */
function attempt(place: string, run: (place: string) => void): string | undefined {
  try {
    run(place);
    return undefined;
  } catch (error) {
    return errorAt(place, error);
  }
}
