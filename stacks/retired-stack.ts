import { LocalBackend } from 'cdktf';
import { Construct } from 'constructs';
import { LiteralStack } from '../lib/constructs/literal-stack';
import { BundledProviders } from '../lib/constructs/connection/bundled-providers';
import { DeploymentFiles } from '../lib/constructs/connection/deployment-files';
import { libvirtUri } from '../lib/constructs/connection/host-connection';
import { HostAccess } from '../lib/machine/host-spec';

export interface RetiredStackProps {
  readonly host: HostAccess;
  readonly files: DeploymentFiles;
  /** State file, relative to the stack's folder. */
  readonly stateFile: string;
}

/**
 * The stack of a host that is to hold nothing any more: the way to its libvirt alone. What Terraform needs to
 * know of the resources that go stands in the state, whatever the configuration has become since.
 */
export class RetiredStack extends LiteralStack {
  constructor(scope: Construct, { host, files, stateFile }: RetiredStackProps) {
    super(scope, host.stackId);
    new LocalBackend(this, { path: stateFile });
    new BundledProviders(this, 'Providers', {
      libvirtUri: libvirtUri(host, files),
      deploymentId: host.deploymentId,
    });
  }
}
