import {
  Domain,
  DomainCpu,
  DomainDevices,
  DomainMetadata,
} from '@cdktf/provider-libvirt/lib/domain';
import { TerraformResourceLifecycle } from 'cdktf';
import { Construct } from 'constructs';
import { ProviderChoice } from '../../config/configuration';
import { MachineSpec } from '../../machine/host-spec';
import { BridgeNetwork } from './bridge-network';
import { FurtherDisk, FurtherDiskProps, furtherDisk } from './further-disk';
import { InstallMedia } from './install-media';
import { SystemDisk } from './system-disk';
import { hotPlugPorts } from './hot-plug-ports';
import { machineTag } from './machine-tag';
import { machineDisks } from './machine-disks';
import { addRegistryAttributes } from './registry-domain';

/** What a VM is made of. */
export interface VirtualMachineProps {
  readonly machine: MachineSpec;
  readonly systemDisk: SystemDisk;
  /** @default - the drive is empty */
  readonly installMedia?: InstallMedia;
  /** By bridge; one for each NIC of the machine. */
  readonly networks: ReadonlyMap<string, BridgeNetwork>;
  readonly providers: ProviderChoice;
  /** @default - the tag names none */
  readonly deploymentId?: string;
}

/** The libvirt domain: q35, virtio, its CPU share as a quota per vCPU. */
export class VirtualMachine extends Construct {
  /** What Terraform has of it: attributes that nothing here sets can be set by its overrides. */
  readonly domain: Domain;
  private readonly further: FurtherDisk[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VirtualMachineProps,
  ) {
    super(scope, id);
    const { machine, providers } = props;
    this.domain = new Domain(this, 'Resource', {
      name: machine.name,
      type: machine.virtualizationType,
      memory: machine.memoryGib,
      memoryUnit: 'GiB',
      // Room up to the largest share, so that more vCPUs come without a restart.
      vcpu: machine.cpu.mostVcpus,
      vcpuCurrent: machine.cpu.vcpus,
      cpuTune: { period: machine.cpu.periodUs, quota: machine.cpu.quotaUs },
      cpu: cpu(machine),
      ioThreads: 1,
      os: { type: 'hvm', typeArch: 'x86_64', typeMachine: 'q35' },
      features: { acpi: true, apic: {} },
      clock: { offset: 'utc' },
      devices: devices(props, []),
      autostart: machine.autostart,
      running: true,
      update: { shutdown: { timeout: machine.shutdownTimeoutSeconds } },
      destroy: { graceful: true, shutdown: { timeout: machine.shutdownTimeoutSeconds } },
      lifecycle: lifecycle(props),
      metadata: metadata(props),
    });
    if (providers === 'registry') addRegistryAttributes(this.domain);
  }

  /**
   * Gives the VM a volume as a further disk. A running guest gets it at once; it knows it by its serial number, as
   * `/dev/disk/by-id/virtio-SERIAL`. Disks are taken in the order of the calls; the disks of the XML come before them.
   *
   * @throws when the serial number is not allowed, or is that of another disk of the VM
   */
  addDisk(disk: FurtherDiskProps): void {
    const added = furtherDisk(disk);
    const { machine } = this.props;
    const taken = [...machine.dataDisks, ...this.further].map(({ serial }) => serial);
    if (taken.includes(added.serial)) {
      throw new Error(
        `addDisk: ${machine.name} has a disk with the serial number "${added.serial}" already; allowed is one that no other disk of the VM has; choose another one`,
      );
    }
    this.further.push(added);
    this.domain.putDevices(devices(this.props, this.further));
  }
}

/**
 * A guest does not run on while its disk is taken away. The registry's provider would restart it for a tag that
 * it was not made with.
 */
function lifecycle({ systemDisk, providers }: VirtualMachineProps): TerraformResourceLifecycle {
  return {
    replaceTriggeredBy: [systemDisk.identity],
    ...(providers === 'registry' && { ignoreChanges: ['metadata'] }),
  };
}

/** The bundled provider tags its VMs by itself: what it is told is the deployment. */
function metadata({ providers, deploymentId }: VirtualMachineProps): DomainMetadata | undefined {
  if (providers === 'bundled' && deploymentId === undefined) return undefined;
  return { xml: machineTag(deploymentId) };
}

/** Under KVM the guest sees the host's CPU; emulation offers all it can. */
function cpu(machine: MachineSpec): DomainCpu {
  return { mode: machine.virtualizationType === 'kvm' ? 'host-passthrough' : 'maximum' };
}

function devices(
  { machine, systemDisk, installMedia, networks, providers }: VirtualMachineProps,
  further: readonly FurtherDisk[],
): DomainDevices {
  return {
    // libvirt reorders them when the guest is started anew, which the registry provider takes for a change.
    controllers: providers === 'bundled' ? hotPlugPorts(machine, further.length) : undefined,
    disks: machineDisks(machine, systemDisk, installMedia, providers, further),
    interfaces: machine.nics.map((nic) => ({
      mac: { address: nic.mac },
      model: { type: 'virtio' },
      source: { network: { network: networkName(networks, nic.bridge) } },
    })),
    graphics: [{ vnc: { autoPort: false, listen: machine.vnc.listen, port: machine.vnc.port } }],
    videos: providers === 'bundled' ? [{ model: { type: 'vga' } }] : undefined,
    serials: [{ target: { type: 'isa-serial', port: 0 } }],
    channels: [
      {
        source: { unix: { mode: 'bind' } },
        target: { virtIo: { name: 'org.qemu.guest_agent.0' } },
      },
    ],
    rngs: [{ model: 'virtio', backend: { random: '/dev/urandom' } }],
    memBalloon: { model: 'none' },
  };
}

function networkName(networks: ReadonlyMap<string, BridgeNetwork>, bridge: string): string {
  const network = networks.get(bridge);
  if (!network) throw new Error(`no network was made for bridge ${bridge}`);
  return network.networkName;
}
