import { LibvirtProvider } from '@cdktf/provider-libvirt/lib/provider';
import { NullProvider } from '@cdktf/provider-null/lib/provider';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { BUNDLED_PROVIDERS } from '../../node/provider/bundled-provider';

/** How the providers reach a host. */
export interface BundledProvidersProps {
  /** Connection to the host's libvirt; used when a resource of it is first read or made. */
  readonly libvirtUri: string;
  /** By which the networks of this deployment are known. @default - every one of quantum-kvm's counts as its own */
  readonly deploymentId?: string;
}

/** The two providers of one stack, from the bundled source: what comes from a registry under these names is not ours. */
export class BundledProviders extends Construct {
  constructor(scope: Construct, id: string, { libvirtUri, deploymentId }: BundledProvidersProps) {
    super(scope, id);
    new LibvirtProvider(this, 'Libvirt', { uri: libvirtUri, deployment: deploymentId });
    new NullProvider(this, 'Null');
    this.pin(TerraformStack.of(this));
  }

  private pin(stack: TerraformStack): void {
    for (const { type, source, version } of BUNDLED_PROVIDERS) {
      stack.addOverride(`terraform.required_providers.${type}`, { source, version });
    }
  }
}
