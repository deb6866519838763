import { installedProviders } from '../../lib/node/bundled-provider';
import { ProviderProgram } from '../../lib/node/provider-program';
import { TerraformBinary, findTerraform, isSupported } from '../../lib/node/terraform-binary';
import { isDistrust } from '../../lib/node/trusted-path';
import { Refusal } from './refusal';

/** What a run starts, each of it nobody else's to change. */
export interface Programs {
  readonly binary: TerraformBinary;
  readonly provider: ProviderProgram;
}

/** Terraform, and the program of the bundled provider that serves it. */
export async function programsToRun(): Promise<Programs | Refusal> {
  const binary = await findTerraform();
  if (isDistrust(binary)) return Refusal.of(`${binary.reason}; ${binary.cure}`);
  if (!binary || !isSupported(binary)) {
    return Refusal.of(
      'no Terraform or OpenTofu of a supported version answers; run "quantum-kvm check", which says what is needed',
    );
  }
  const [libvirt] = installedProviders().filter(({ type }) => type === 'libvirt');
  if (!libvirt) throw new Error('the bundled providers have no libvirt');
  const provider = ProviderProgram.open(libvirt);
  if (isDistrust(provider)) return Refusal.of(`${provider.reason}; ${provider.cure}`);
  return { binary, provider };
}
