import { ITerraformDependable, TerraformOutput, TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { addressOf } from '../lib/constructs/expression';
import { BridgeNetwork } from '../lib/constructs/machine/bridge-network';
import { InstallMedia } from '../lib/constructs/machine/install-media';
import { SystemDisk } from '../lib/constructs/machine/system-disk';
import { VirtualMachine } from '../lib/constructs/machine/virtual-machine';
import { systemDiskName } from '../lib/machine/names';
import { HostSpec } from '../lib/machine/host-spec';

export interface MachineProps {
  readonly spec: HostSpec;
  /** Install medium, absolute or relative to the stack's folder; @default - an empty drive */
  readonly installMedia?: string;
  /** What in the stack must be there before. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

const MACHINE = 'Machine';
const SYSTEM_DISK = 'SystemDisk';

/** The VM of a host, and what it stands on. */
export interface MachineParts {
  /** By the host's bridge; one for each bridge that a NIC of the VM is on. */
  readonly networks: ReadonlyMap<string, BridgeNetwork>;
  readonly systemDisk: SystemDisk;
  /** @default - the drive is empty */
  readonly installMedia?: InstallMedia;
  readonly machine: VirtualMachine;
}

/** Puts the VM with its networks and volumes into a stack; their addresses are the same in every stack. */
export function addMachine(stack: Construct, props: MachineProps): MachineParts {
  const { spec, installMedia: file, dependsOn } = props;
  const { machine, storage, providers, deploymentId } = spec;
  const volume = { machineName: machine.name, poolName: storage.poolName, dependsOn };
  const parts = {
    networks: addNetworks(stack, props),
    systemDisk: new SystemDisk(stack, SYSTEM_DISK, { ...volume, sizeGib: machine.systemDiskGib }),
    installMedia: file
      ? new InstallMedia(stack, 'InstallMedia', { ...volume, providers, file })
      : undefined,
  };
  const vm = new VirtualMachine(stack, MACHINE, { ...parts, machine, providers, deploymentId });
  addOutputs(stack, spec);
  return { ...parts, machine: vm };
}

/** Import blocks: what they name becomes part of the state when the plan is applied, and not before. */
export function importMachine(stack: TerraformStack, spec: HostSpec): void {
  const { machine, storage, adopts, importedMachine } = spec;
  const resource = (id: string) =>
    addressOf(stack.node.findChild(id).node.findChild('Resource') as TerraformResource);
  const id = importedMachine ?? (adopts ? machine.name : undefined);
  const disk = `${storage.poolName}/${systemDiskName(machine.name)}`;
  const imports = [
    ...(id === undefined ? [] : [{ to: resource(MACHINE), id }]),
    ...(adopts ? [{ to: resource(SYSTEM_DISK), id: disk }] : []),
  ];
  if (imports.length > 0) stack.addOverride('import', imports);
}

function addNetworks(
  stack: Construct,
  { spec, dependsOn }: MachineProps,
): Map<string, BridgeNetwork> {
  const make = (bridge: string) =>
    new BridgeNetwork(stack, `Network-${bridge}`, { bridge, dependsOn });
  return new Map(spec.machine.nics.map(({ bridge }) => [bridge, make(bridge)]));
}

function addOutputs(stack: Construct, { address, machine }: HostSpec): void {
  const { vcpus, periodUs, quotaUs } = machine.cpu;
  const outputs = {
    vm: machine.name,
    host: address,
    vnc: `${machine.vnc.listen}:${machine.vnc.port}`,
    vcpus,
    quota: { period_us: periodUs, quota_us_per_vcpu: quotaUs },
  };
  for (const [id, value] of Object.entries(outputs)) new TerraformOutput(stack, id, { value });
}
