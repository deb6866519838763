import { LocalBackend, TerraformOutput, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  BridgeNetwork,
  BundledProviders,
  DeploymentFiles,
  HostPreparation,
  InstallMedia,
  SystemDisk,
  VirtualMachine,
  hostConnection,
  libvirtUri,
} from '../lib/constructs';
import { HostPlan } from '../lib/plan';

export interface HostStackProps {
  readonly plan: HostPlan;
  readonly files: DeploymentFiles;
  /** State file, relative to the stack's folder. */
  readonly stateFile: string;
  /** Install medium, absolute or relative to the stack's folder; @default - an empty drive */
  readonly installMedia?: string;
  /** Folder of packages, absolute or relative to the stack's folder; @default - the host's own repositories */
  readonly packagesDirectory?: string;
}

/** Everything on one host: its preparation, and the VM with its networks and volumes. */
export class HostStack extends TerraformStack {
  constructor(scope: Construct, props: HostStackProps) {
    super(scope, props.plan.stackId);
    new LocalBackend(this, { path: props.stateFile });
    const { plan, files, packagesDirectory } = props;
    new BundledProviders(this, 'Providers', { libvirtUri: libvirtUri(plan, files) });
    const preparation = new HostPreparation(this, 'Preparation', {
      plan,
      connection: hostConnection(plan, files),
      packagesDirectory,
    });
    this.machine(props, preparation);
    this.outputs(plan);
  }

  /** cdktf would resolve the whole stack once more, to find references to other stacks: there are none. */
  override prepareStack(): void {
    this.ensureBackendExists();
  }

  private machine({ plan, installMedia }: HostStackProps, { ready }: HostPreparation): void {
    const { machine, storage } = plan;
    const volume = { machineName: machine.name, poolName: storage.poolName, dependsOn: [ready] };
    new VirtualMachine(this, 'Machine', {
      machine,
      networks: this.networks(plan, ready),
      systemDisk: new SystemDisk(this, 'SystemDisk', { ...volume, sizeGib: machine.systemDiskGib }),
      installMedia: installMedia
        ? new InstallMedia(this, 'InstallMedia', { ...volume, file: installMedia })
        : undefined,
    });
  }

  private networks(plan: HostPlan, ready: HostPreparation['ready']): Map<string, BridgeNetwork> {
    const make = (bridge: string) =>
      new BridgeNetwork(this, `Network-${bridge}`, { bridge, dependsOn: [ready] });
    return new Map(plan.machine.nics.map(({ bridge }) => [bridge, make(bridge)]));
  }

  private outputs({ address, machine }: HostPlan): void {
    const { vcpus, periodUs, quotaUs } = machine.cpu;
    const outputs = {
      vm: machine.name,
      host: address,
      vnc: `${machine.vnc.listen}:${machine.vnc.port}`,
      vcpus,
      quota: { period_us: periodUs, quota_us_per_vcpu: quotaUs },
    };
    for (const [id, value] of Object.entries(outputs)) new TerraformOutput(this, id, { value });
  }
}
