import { Network } from '@cdktf/provider-libvirt/lib/network';
import { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { reference } from '../expression';
import { networkName } from '../../machine/names';

/** What a network over a bridge is made of. */
export interface BridgeNetworkProps {
  /** A bridge that exists on the host. */
  readonly bridge: string;
  /** What must be there before. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** libvirt network `quantum-<bridge>` in bridge mode: guests stand on the host's own bridge. */
export class BridgeNetwork extends Construct {
  /** Terraform's reference to the network's name. */
  readonly networkName: string;

  constructor(scope: Construct, id: string, props: BridgeNetworkProps) {
    super(scope, id);
    const network = new Network(this, 'Resource', {
      name: networkName(props.bridge),
      forward: { mode: 'bridge' },
      bridge: { name: props.bridge },
      autostart: true,
      dependsOn: props.dependsOn,
    });
    this.networkName = reference(network, 'name');
  }
}
