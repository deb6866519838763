import { ITerraformDependable, SSHProvisionerConnection } from 'cdktf';
import { Construct } from 'constructs';
import { installParameters, preCheckParameters } from '../../host-scripts/script-parameters';
import { HostSpec } from '../../machine/host-spec';
import { HostScript } from './host-script';
import { OfflinePackages } from './offline-packages';

/** What a host is prepared with. */
export interface HostPreparationProps {
  readonly spec: HostSpec;
  readonly connection: SSHProvisionerConnection;
  /** Folder of packages, absolute or relative to the stack's folder. @default - the host's own repositories */
  readonly packagesDirectory?: string;
}

/** Pre-check and package installation: what must hold before libvirt on the host is asked for anything. */
export class HostPreparation extends Construct {
  /** What everything on this host depends on. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: HostPreparationProps) {
    super(scope, id);
    const { spec, connection, packagesDirectory } = props;
    const { hostKey } = spec.facts;
    const check = new HostScript(this, 'PreCheck', {
      script: 'check.sh',
      parameters: preCheckParameters(spec),
      hostKey,
      connection,
    });
    const packages =
      packagesDirectory === undefined
        ? check.resource
        : this.offlinePackages(props, packagesDirectory, check);
    const installation = new HostScript(this, 'PackageInstallation', {
      script: 'install.sh',
      parameters: installParameters(spec),
      hostKey,
      connection,
      dependsOn: [packages],
    });
    this.ready = installation.resource;
  }

  private offlinePackages(
    { spec, connection }: HostPreparationProps,
    directory: string,
    check: HostScript,
  ): ITerraformDependable {
    const { hostKey } = spec.facts;
    const dependsOn = [check.resource];
    const props = { directory, hostKey, connection, dependsOn };
    return new OfflinePackages(this, 'OfflinePackages', props).resource;
  }
}
