import { ITerraformDependable, LocalBackend } from 'cdktf';
import { Construct } from 'constructs';
import { LiteralStack } from '../lib/constructs/literal-stack';
import { BundledProviders } from '../lib/constructs/connection/bundled-providers';
import { DeploymentFiles } from '../lib/constructs/connection/deployment-files';
import { HostPreparation } from '../lib/constructs/preparation/host-preparation';
import { BridgeNetwork } from '../lib/constructs/machine/bridge-network';
import { InstallMedia } from '../lib/constructs/machine/install-media';
import { SystemDisk } from '../lib/constructs/machine/system-disk';
import { VirtualMachine } from '../lib/constructs/machine/virtual-machine';
import { hostConnection, libvirtUri } from '../lib/constructs/connection/host-connection';
import { HostSpec } from '../lib/machine/host-spec';
import { MachineParts, addMachine, importMachine } from './machine';

/** What the stack of one host is made of. */
export interface HostStackProps {
  /** All that will be made on the host. */
  readonly spec: HostSpec;
  /** What the stack refers to on the deployment node. */
  readonly files: DeploymentFiles;
  /** State file, relative to the stack's folder. */
  readonly stateFile: string;
  /** Install medium, absolute or relative to the stack's folder; @default - an empty drive */
  readonly installMedia?: string;
  /** Folder of packages, absolute or relative to the stack's folder; @default - the host's own repositories */
  readonly packagesDirectory?: string;
}

/** Everything on one host: its preparation, and the VM with its networks and volumes. */
export class HostStack extends LiteralStack implements MachineParts {
  /** What the host and its VM are to be; every value concrete. */
  readonly spec: HostSpec;
  /** Check and packages of the host. */
  readonly preparation: HostPreparation;
  /** What further resources on the host depend on: its preparation. */
  readonly prepared: ITerraformDependable[];
  readonly networks: ReadonlyMap<string, BridgeNetwork>;
  readonly systemDisk: SystemDisk;
  readonly installMedia?: InstallMedia;
  readonly machine: VirtualMachine;

  constructor(scope: Construct, id: string, props: HostStackProps) {
    super(scope, id);
    new LocalBackend(this, { path: props.stateFile });
    const { spec, files, packagesDirectory, installMedia } = props;
    this.spec = spec;
    new BundledProviders(this, 'Providers', {
      libvirtUri: libvirtUri(spec, files),
      deploymentId: spec.deploymentId,
    });
    this.preparation = new HostPreparation(this, 'Preparation', {
      spec,
      connection: hostConnection(spec, files),
      packagesDirectory,
    });
    this.prepared = [this.preparation.ready];
    const parts = addMachine(this, { spec, installMedia, dependsOn: this.prepared });
    this.networks = parts.networks;
    this.systemDisk = parts.systemDisk;
    this.installMedia = parts.installMedia;
    this.machine = parts.machine;
    importMachine(this, spec);
    this.completeOwn();
  }

  /** cdktf would resolve the whole stack once more, to find references to other stacks: in ours there are none. */
  override prepareStack(): void {
    if (this.additions.length > 0) super.prepareStack();
    else this.ensureBackendExists();
  }
}
