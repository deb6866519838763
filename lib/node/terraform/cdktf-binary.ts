import { programInPath } from './program-in-path';

/** What plain cdktf needs where it would not find what quantum-kvm does: it starts `terraform`, if not told otherwise. */
export const CDKTF_NEEDS = 'cdktf needs TERRAFORM_BINARY_NAME=tofu';

/** What to say to who runs cdktf; nothing where it finds a program, or there is none to name. */
export function cdktfBinaryNotes(): string[] {
  if (process.env.TERRAFORM_BINARY_NAME || programInPath('terraform')) return [];
  if (!programInPath('tofu')) return [];
  return [
    `note: only tofu is in PATH: ${CDKTF_NEEDS}; run "export TERRAFORM_BINARY_NAME=tofu" first`,
  ];
}
