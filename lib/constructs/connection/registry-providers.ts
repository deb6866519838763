import { LibvirtProvider } from '@cdktf/provider-libvirt/lib/provider';
import { NullProvider } from '@cdktf/provider-null/lib/provider';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** The versions that the stacks were verified with; no lock file pins what a registry gives. */
const REGISTRY_PROVIDERS = {
  libvirt: { source: 'dmacvicar/libvirt', version: '0.9.7' },
  null: { source: 'hashicorp/null', version: '3.2.4' },
} as const;

/** The null provider of a stack, from a registry. */
export class RegistryNullProvider extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new NullProvider(this, 'Null');
    pin(this, 'null');
  }
}

export interface RegistryLibvirtProviderProps {
  /** Connection to the host's libvirt; used as soon as anything of the stack is planned. */
  readonly libvirtUri: string;
}

/** The libvirt provider of a stack, from a registry. */
export class RegistryLibvirtProvider extends Construct {
  constructor(scope: Construct, id: string, props: RegistryLibvirtProviderProps) {
    super(scope, id);
    new LibvirtProvider(this, 'Libvirt', { uri: props.libvirtUri });
    pin(this, 'libvirt');
  }
}

function pin(scope: Construct, type: keyof typeof REGISTRY_PROVIDERS): void {
  const path = `terraform.required_providers.${type}`;
  TerraformStack.of(scope).addOverride(path, REGISTRY_PROVIDERS[type]);
}
