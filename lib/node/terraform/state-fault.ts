import { cureOf, readState } from './state-file';
import type { TerraformBinary } from './terraform-binary';
import { RESTORE_STATE, erroredStateIn } from './errored-state';
import { TerraformProgram, isDamaged } from './state-text';

/** Why nothing may be planned over a state. */
export interface StateFault {
  /** The file that it is about. */
  readonly where: string;
  readonly what: string;
  readonly cure: string;
}

/**
 * What is wrong with the state of a stack; undefined: it can be planned over, or there is none yet. Terraform
 * itself takes an empty file for a new state, and does not know of what it could not write the last time.
 *
 * @param stackFolders folders that Terraform may have run in
 * @param binary what is to work on it. @default - whichever
 */
export function stateFault(
  stateFile: string,
  stackFolders: readonly string[],
  binary?: Pick<TerraformBinary, 'name' | 'version' | 'program'>,
): StateFault | undefined {
  const errored = erroredStateIn(stackFolders);
  if (errored !== undefined) return erroredFault(errored, stateFile);
  const state = readState(stateFile);
  if (!state) return undefined;
  if (isDamaged(state)) {
    return { where: stateFile, what: state.damage, cure: cureOf(stateFile, state) };
  }
  const { terraformVersion: written, writer } = state;
  if (!binary || written === undefined || !isNewer(written, writer, binary)) return undefined;
  return {
    where: stateFile,
    what: `the state was written by version ${written}, and ${binary.name} is ${binary.version}, which may not know all that it holds`,
    cure: `run with ${written} or newer; TERRAFORM_BINARY_NAME names another program`,
  };
}

function erroredFault(errored: string, stateFile: string): StateFault {
  const state = readState(errored);
  if (!state || isDamaged(state)) {
    return {
      where: errored,
      what: `Terraform could write neither the state ${stateFile} nor this file: ${state?.damage ?? 'it is gone'}`,
      cure: 'search the logs of that run for its line "Emergency state dump", whose "state" belongs into this file; without it, compare the host with the state, then move this file away',
    };
  }
  return {
    where: errored,
    what: `Terraform could not write the state ${stateFile}, and this file alone holds what it did last`,
    cure: `see that the state's folder can be written, then run "quantum-kvm ${RESTORE_STATE}"`,
  };
}

/** One sentence. */
export function stateFaultSentence({ where, what, cure }: StateFault): string {
  return `${where}: ${what}; ${cure}`;
}

/**
 * By major and minor number: what a state can hold does not change with the third. Terraform and OpenTofu read
 * what any version of either wrote in the same format, and count apart since 1.6: a minor number of the one
 * says nothing of the other's.
 */
function isNewer(
  written: string,
  writer: TerraformProgram | undefined,
  { version, program = writer }: Pick<TerraformBinary, 'version' | 'program'>,
): boolean {
  const [major = 0, minor = 0] = numbers(written);
  const [usedMajor = 0, usedMinor = 0] = numbers(version);
  if (major !== usedMajor) return major > usedMajor;
  return minor > usedMinor && (writer === undefined || writer === program);
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
