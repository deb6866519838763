import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERSION, programFile } from '../../../lib/node/provider/bundled-provider';
import { ProviderMirror } from '../../../lib/node/provider/provider-mirror';
import { Project } from '../../../lib/node/project';
import { Libvirtd } from '../programs/libvirtd';
import { TERRAFORM_BINARY } from '../../fixtures/terraform-binary';

export const UUID = '3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a01';
export const NETWORK_UUID = '88943e89-e4ae-4b18-89bb-9996174a3d8d';

/** How a run of Terraform ended, and the most memory that the provider had meanwhile. */
export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly seconds: number;
  readonly providerMib: number;
}

/** A Terraform project with a VM and a network, which its state says are on a host, and the host's hostile libvirt. */
export class WireProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'wire-'));

  private constructor(readonly libvirtd: Libvirtd) {}

  static async make(): Promise<WireProject> {
    const sockets = mkdtempSync(join(tmpdir(), 'libvirt-'));
    const socket = join(sockets, 'sock');
    const project = new WireProject(await Libvirtd.listen(socket));
    writeFileSync(join(project.folder, 'main.tf'), configuration(socket));
    project.remember();
    ProviderMirror.make(new Project(join(project.folder, 'config.xml'))).linkFrom(project.folder);
    const { status, stderr } = spawnSync(TERRAFORM_BINARY, ['init'], { cwd: project.folder });
    if (status !== 0) throw new Error(String(stderr));
    return project;
  }

  /** Makes the state say that both are there. */
  remember(): void {
    writeFileSync(join(this.folder, 'terraform.tfstate'), JSON.stringify(STATE));
  }

  /** Runs Terraform in the provider, as quantum-kvm does. @param onStart is given the process */
  run(args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<Ended> {
    const begun = Date.now();
    const child = spawn(
      programFile(),
      ['run', TERRAFORM_BINARY, ...args, '-no-color', '-input=false'],
      {
        cwd: this.folder,
      },
    );
    let output = '';
    let providerMib = 0;
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    const measure = setInterval(() => {
      providerMib = Math.max(providerMib, residentMib(child.pid));
    }, 20);
    onStart?.(child);
    return new Promise((end) => {
      child.once('close', (exitCode) => {
        clearInterval(measure);
        end({ exitCode, output, providerMib, seconds: (Date.now() - begun) / 1000 });
      });
    });
  }

  /** Whether Terraform left its state locked. */
  get isLocked(): boolean {
    return existsSync(join(this.folder, '.terraform.tfstate.lock.info'));
  }

  async remove(): Promise<void> {
    await this.libvirtd.close();
    rmSync(this.folder, { recursive: true });
  }
}

function residentMib(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const configuration = (socket: string) => `
terraform {
  required_providers {
    libvirt = { source = "terraform.local/quantum-kvm/libvirt", version = "${VERSION}" }
  }
}
provider "libvirt" {
  uri = "qemu:///system?socket=${socket}"
}
resource "libvirt_network" "net" {
  name      = "quantum-br0"
  autostart = true
  bridge    = { name = "br0" }
  forward   = { mode = "bridge" }
}
resource "libvirt_domain" "vm" {
  name        = "vm054"
  type        = "qemu"
  memory      = 1
  memory_unit = "GiB"
  vcpu        = 1
  os          = { type = "hvm" }
}
`;

const resource = (type: string, name: string, attributes: object) => ({
  mode: 'managed',
  type,
  name,
  provider: 'provider["terraform.local/quantum-kvm/libvirt"]',
  instances: [{ schema_version: 0, attributes }],
});

const STATE = {
  version: 4,
  terraform_version: '1.0.0',
  serial: 1,
  lineage: '11111111-2222-4333-8444-555555555555',
  outputs: {},
  resources: [
    resource('libvirt_network', 'net', {
      name: 'quantum-br0',
      uuid: NETWORK_UUID,
      autostart: true,
      bridge: { name: 'br0' },
      forward: { mode: 'bridge' },
    }),
    resource('libvirt_domain', 'vm', {
      name: 'vm054',
      uuid: UUID,
      type: 'qemu',
      memory: 1,
      memory_unit: 'GiB',
      vcpu: 1,
      os: { type: 'hvm' },
    }),
  ],
};
