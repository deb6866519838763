import { ITerraformDependable, LocalBackend } from 'cdktf';
import { Construct } from 'constructs';
import { LiteralStack } from '../lib/constructs/literal-stack';
import { HostPreparation } from '../lib/constructs/preparation/host-preparation';
import {
  RegistryLibvirtProvider,
  RegistryNullProvider,
} from '../lib/constructs/connection/registry-providers';
import { hostConnection, libvirtUri } from '../lib/constructs/connection/host-connection';
import { BridgeNetwork } from '../lib/constructs/machine/bridge-network';
import { InstallMedia } from '../lib/constructs/machine/install-media';
import { SystemDisk } from '../lib/constructs/machine/system-disk';
import { VirtualMachine } from '../lib/constructs/machine/virtual-machine';
import { HostSpec } from '../lib/machine/host-spec';
import { HostStackProps } from './host-stack';
import { MachineParts, addMachine } from './machine';

/** The preparation of one host, with the null provider of a registry. */
export class PreparationStack extends LiteralStack {
  /** What the host and its VM are to be; every value concrete. */
  readonly spec: HostSpec;
  /** Check and packages of the host. */
  readonly preparation: HostPreparation;

  constructor(scope: Construct, id: string, props: Omit<HostStackProps, 'installMedia'>) {
    super(scope, id);
    const { spec, files, stateFile, packagesDirectory } = props;
    this.spec = spec;
    new LocalBackend(this, { path: stateFile });
    new RegistryNullProvider(this, 'Providers');
    const connection = hostConnection(spec, files);
    this.preparation = new HostPreparation(this, 'Preparation', {
      spec,
      connection,
      packagesDirectory,
    });
    this.completeOwn();
  }
}

/**
 * The VM of one host with its networks and volumes, with the libvirt provider of a registry. A stack of its
 * own, because that provider connects while it is configured: it plans nothing on a host that is not prepared.
 */
export class MachineStack extends LiteralStack implements MachineParts {
  /** What the host and its VM are to be; every value concrete. */
  readonly spec: HostSpec;
  /** What further resources on the host depend on: nothing of this stack. */
  readonly prepared: ITerraformDependable[] = [];
  readonly networks: ReadonlyMap<string, BridgeNetwork>;
  readonly systemDisk: SystemDisk;
  readonly installMedia?: InstallMedia;
  readonly machine: VirtualMachine;

  constructor(scope: Construct, id: string, props: Omit<HostStackProps, 'packagesDirectory'>) {
    super(scope, id);
    const { spec, files, stateFile, installMedia } = props;
    new LocalBackend(this, { path: stateFile });
    new RegistryLibvirtProvider(this, 'Providers', { libvirtUri: libvirtUri(spec, files) });
    this.spec = spec;
    const parts = addMachine(this, { spec, installMedia });
    this.networks = parts.networks;
    this.systemDisk = parts.systemDisk;
    this.installMedia = parts.installMedia;
    this.machine = parts.machine;
    this.completeOwn();
  }
}
