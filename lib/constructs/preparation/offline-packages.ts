import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resource as NullResource } from '@cdktf/provider-null/lib/resource';
import {
  FileProvisioner,
  ITerraformDependable,
  LocalExecProvisioner,
  RemoteExecProvisioner,
  SSHProvisionerConnection,
} from 'cdktf';
import { Construct } from 'constructs';
import { HostScriptContent, beginLine } from './host-script-content';
import { AssetContent, StackAsset } from './stack-asset';

export interface OfflinePackagesProps {
  /** Folder of .deb or .rpm files on the deployment node, absolute or relative to the stack's folder. */
  readonly directory: string;
  /** The host's SSH key: another one is another system, without the packages. */
  readonly hostKey: string;
  readonly connection: SSHProvisionerConnection;
  readonly dependsOn?: ITerraformDependable[];
}

/** In the login's home; the installation removes it. */
const FOLDER = '.quantum-kvm-packages';

/**
 * Installs the packages from a folder of the deployment node, for a host without network.
 *
 * A resource of its own, so that the files are copied once to a host and not for every change of its
 * preparation; with the installation in it, so that one that failed gets the files anew.
 */
export class OfflinePackages extends Construct {
  readonly resource: NullResource;

  constructor(scope: Construct, id: string, props: OfflinePackagesProps) {
    super(scope, id);
    const { directory, hostKey, connection } = props;
    const content = new HostScriptContent(this, 'install.sh', { QK_PACKAGES_FOLDER: FOLDER });
    const slot = new StackAsset(this, 'UploadSlot', uploadSlot());
    this.resource = new NullResource(this, 'Resource', {
      triggers: { directory, host_key: hostKey, names: content.hashOf('30-family.sh') },
      dependsOn: props.dependsOn,
      provisioners: [
        remote(connection, [
          beginLine('packages-folder'),
          `rm -rf ./${FOLDER}`,
          `umask 077 && mkdir ./${FOLDER}`,
        ]),
        local(slot, 'take'),
        copy(connection, directory),
        local(slot, 'give-back'),
        remote(connection, content.lines),
      ],
    });
  }
}

const SLOT_SCRIPT = 'upload-slot.sh';

function uploadSlot(): AssetContent {
  return new AssetContent(SLOT_SCRIPT, readFileSync(join(__dirname, SLOT_SCRIPT), 'utf8'));
}

function remote(connection: SSHProvisionerConnection, inline: string[]): RemoteExecProvisioner {
  return { type: 'remote-exec', connection, inline };
}

/** `exec` makes the script a child of Terraform itself, which it watches. */
function local(slot: StackAsset, action: 'take' | 'give-back'): LocalExecProvisioner {
  return { type: 'local-exec', command: `exec sh '${slot.path}' ${action}` };
}

/** The slash makes it the content of the folder, not the folder. */
function copy(connection: SSHProvisionerConnection, directory: string): FileProvisioner {
  return { type: 'file', connection, source: `${directory}/`, destination: `./${FOLDER}` };
}
