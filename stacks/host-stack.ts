import { LocalBackend } from 'cdktf';
import { Construct } from 'constructs';
import { LiteralStack } from '../lib/constructs/literal-stack';
import { BundledProviders } from '../lib/constructs/connection/bundled-providers';
import { DeploymentFiles } from '../lib/constructs/connection/deployment-files';
import { HostPreparation } from '../lib/constructs/preparation/host-preparation';
import { hostConnection, libvirtUri } from '../lib/constructs/connection/host-connection';
import { HostSpec } from '../lib/machine/host-spec';
import { addMachine, importMachine } from './machine';

export interface HostStackProps {
  readonly spec: HostSpec;
  readonly files: DeploymentFiles;
  /** State file, relative to the stack's folder. */
  readonly stateFile: string;
  /** Install medium, absolute or relative to the stack's folder; @default - an empty drive */
  readonly installMedia?: string;
  /** Folder of packages, absolute or relative to the stack's folder; @default - the host's own repositories */
  readonly packagesDirectory?: string;
}

/** Everything on one host: its preparation, and the VM with its networks and volumes. */
export class HostStack extends LiteralStack {
  constructor(scope: Construct, id: string, props: HostStackProps) {
    super(scope, id);
    new LocalBackend(this, { path: props.stateFile });
    const { spec, files, packagesDirectory, installMedia } = props;
    new BundledProviders(this, 'Providers', {
      libvirtUri: libvirtUri(spec, files),
      deploymentId: spec.deploymentId,
    });
    const { ready } = new HostPreparation(this, 'Preparation', {
      spec,
      connection: hostConnection(spec, files),
      packagesDirectory,
    });
    addMachine(this, { spec, installMedia, dependsOn: [ready] });
    importMachine(this, spec);
  }

  /** cdktf would resolve the whole stack once more, to find references to other stacks: there are none. */
  override prepareStack(): void {
    this.ensureBackendExists();
  }
}
