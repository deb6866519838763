import { Volume } from '@cdktf/provider-libvirt/lib/volume';
import { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { addressOf, reference } from '../expression';
import { systemDiskName } from '../../machine/names';

/** What a system disk is made of. */
export interface SystemDiskProps {
  readonly machineName: string;
  /** libvirt pool that holds it. */
  readonly poolName: string;
  readonly sizeGib: number;
  readonly dependsOn?: ITerraformDependable[];
}

/** The VM's system disk: a qcow2 volume `<vm>.qcow2`, empty until the guest's system is installed. */
export class SystemDisk extends Construct {
  /** Path on the host. */
  readonly path: string;
  /** Terraform's reference to what is another one for another disk, also under the same path. */
  readonly identity: string;

  constructor(scope: Construct, id: string, props: SystemDiskProps) {
    super(scope, id);
    const volume = new Volume(this, 'Resource', {
      name: systemDiskName(props.machineName),
      pool: props.poolName,
      capacity: props.sizeGib,
      capacityUnit: 'GiB',
      target: { format: { type: 'qcow2' } },
      dependsOn: props.dependsOn,
    });
    this.path = reference(volume, 'path');
    this.identity = `${addressOf(volume)}.id`;
  }
}
