import { ProviderProgram } from '../../../lib/node/provider/provider-program';
import {
  TerraformBinary,
  findTerraform,
  unsupported,
} from '../../../lib/node/terraform/terraform-binary';
import { isDistrust } from '../../../lib/node/file/trusted-path';
import { Refusal } from './refusal';

/** What a run starts, each of it nobody else's to change. */
export interface Programs {
  readonly binary: TerraformBinary;
  readonly provider: ProviderProgram;
}

/** Terraform, and the program of the bundled provider that serves it. */
export async function programsToRun(): Promise<Programs | Refusal> {
  const binary = await findTerraform();
  const fault = isDistrust(binary) ? binary : unsupported(binary);
  if (fault) return Refusal.of(`${fault.reason}; ${fault.cure}`);
  const provider = ProviderProgram.open();
  if (isDistrust(provider)) return Refusal.of(`${provider.reason}; ${provider.cure}`);
  return { binary: binary as TerraformBinary, provider };
}
