import { Volume } from '@cdktf/provider-libvirt/lib/volume';
import { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { ProviderChoice } from '../../config/configuration';
import { reference } from '../expression';
import { installMediaName } from '../../machine/names';

/** What an install medium is made of. */
export interface InstallMediaProps {
  readonly machineName: string;
  /** libvirt pool that holds the copy. */
  readonly poolName: string;
  /** ISO on the deployment node: an absolute path, or one relative to the stack's folder. */
  readonly file: string;
  readonly providers: ProviderChoice;
  readonly dependsOn?: ITerraformDependable[];
}

/** A copy of the installation ISO on the host, `<vm>-install.iso`. */
export class InstallMedia extends Construct {
  /** Path on the host. */
  readonly path: string;

  constructor(scope: Construct, id: string, props: InstallMediaProps) {
    super(scope, id);
    const volume = new Volume(this, 'Resource', {
      name: installMediaName(props.machineName),
      pool: props.poolName,
      // An ISO is made as raw, and libvirt then reports the format that it detects; the bundled provider treats both as one.
      target: props.providers === 'bundled' ? { format: { type: 'raw' } } : undefined,
      create: { content: { url: props.file } },
      dependsOn: props.dependsOn,
    });
    this.path = reference(volume, 'path');
  }
}
