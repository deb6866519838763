//go:build acceptance

package acceptance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
)

const (
	poolName   = "default"
	macAddress = "02:00:C0:A8:FE:01"
)

// configuration is what the tests vary; the rest of it is what quantum-kvm writes.
type configuration struct {
	Names       names
	URI, Bridge string
	// Deployment is the one that networks are made for; none where it is empty.
	Deployment      string
	MemoryMiB       int
	VCPUs           int
	Quota           int
	CapacityGiB     int
	Machine         string
	VNCPort         int
	Running         bool
	ShutdownSeconds int
	Medium          string
	// VCPURoom is the maximum; none is managed where it is 0.
	VCPURoom int
	// Ports are the PCI Express ports that are asked for.
	Ports int
	// NICs are the last octets of the MAC addresses of further ones.
	NICs []string
	// Data adds a second disk; Ejected leaves the drive empty.
	Data, Ejected bool
}

func standard(t *testing.T) configuration {
	t.Helper()
	return configuration{
		Names: namesOf(t), URI: os.Getenv(uriVariable), Bridge: bridge(), MemoryMiB: 128, VCPUs: 1, Quota: 20000, CapacityGiB: 1,
		Machine: "q35", VNCPort: namesOf(t).VNCPort, Running: true, ShutdownSeconds: 3, Medium: "medium.iso",
	}
}

func (c configuration) write(t *testing.T, folder string) {
	t.Helper()
	var text strings.Builder
	if err := template.Must(template.New("main").Parse(mainTF)).Execute(&text, c); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "main.tf"), text.String())
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

const mainTF = `
terraform {
  required_providers {
    libvirt = { source = "terraform.local/quantum-kvm/libvirt" }
  }
}

provider "libvirt" {
  uri = "{{.URI}}"
  {{if .Deployment}}
  deployment = "{{.Deployment}}"
  {{end}}
}

resource "libvirt_network" "net" {
  name      = "{{.Names.Network}}"
  autostart = true
  bridge    = { name = "{{.Bridge}}" }
  forward   = { mode = "bridge" }
}

resource "libvirt_volume" "disk" {
  name          = "{{.Names.Disk}}"
  pool          = "default"
  capacity      = {{.CapacityGiB}}
  capacity_unit = "GiB"
  target        = { format = { type = "qcow2" } }
}

{{if .Data}}
resource "libvirt_volume" "data" {
  name          = "{{.Names.Data}}"
  pool          = "default"
  capacity      = 64
  capacity_unit = "MiB"
  target        = { format = { type = "qcow2" } }
}
{{end}}
resource "libvirt_volume" "medium" {
  name   = "{{.Names.Medium}}"
  pool   = "default"
  target = { format = { type = "raw" } }
  create = { content = { url = "{{.Medium}}" } }
}

resource "libvirt_domain" "vm" {
  name        = "{{.Names.VM}}"
  type        = "qemu"
  memory      = {{.MemoryMiB}}
  memory_unit = "MiB"
  {{if .VCPURoom}}
  vcpu         = {{.VCPURoom}}
  vcpu_current = {{.VCPUs}}
  {{else}}
  vcpu = {{.VCPUs}}
  {{end}}
  cpu         = { mode = "maximum" }
  cpu_tune    = { period = 100000, quota = {{.Quota}} }
  io_threads  = 1
  os          = { type = "hvm", type_arch = "x86_64", type_machine = "{{.Machine}}" }
  features    = { acpi = true, apic = {} }
  clock       = { offset = "utc" }
  autostart   = true
  running     = {{.Running}}
  update      = { shutdown = { timeout = {{.ShutdownSeconds}} } }
  destroy     = { graceful = true, shutdown = { timeout = 2 } }

  devices = {
    {{if .Ports}}
    controllers = [for i in range({{.Ports}}) : { type = "pci", model = "pcie-root-port", index = i + 1 }]
    {{end}}
    disks = [
      {
        device = "disk"
        driver = { name = "qemu", type = "qcow2", cache = "none", io = "native", discard = "unmap", io_thread = 1 }
        source = { file = { file = libvirt_volume.disk.path } }
        target = { dev = "vda", bus = "virtio" }
        boot   = { order = 1 }
      },
      {
        device    = "cdrom"
        driver    = { name = "qemu", type = "raw" }
        {{if not .Ejected}}
        source = { file = { file = libvirt_volume.medium.path } }
        {{end}}
        target    = { dev = "sda", bus = "sata" }
        read_only = true
        boot      = { order = 2 }
      },
      {{if .Data}}
      {
        device = "disk"
        driver = { name = "qemu", type = "qcow2", cache = "none", io = "native", io_thread = 1 }
        source = { file = { file = libvirt_volume.data.path } }
        target = { dev = "vdb", bus = "virtio" }
        serial = "data-1"
      },
      {{end}}
    ]
    interfaces = [
      {
        mac    = { address = "02:00:C0:A8:FE:01" }
        model  = { type = "virtio" }
        source = { network = { network = libvirt_network.net.name } }
      },
      {{range .NICs}}
      {
        mac    = { address = "02:01:c0:a8:fe:{{.}}" }
        model  = { type = "virtio" }
        source = { network = { network = libvirt_network.net.name } }
      },
      {{end}}
    ]
    graphics    = [{ vnc = { auto_port = false, listen = "127.0.0.1", port = {{.VNCPort}} } }]
    videos      = [{ model = { type = "vga" } }]
    serials     = [{ target = { type = "isa-serial", port = 0 } }]
    channels    = [{ source = { unix = { mode = "bind" } }, target = { virt_io = { name = "org.qemu.guest_agent.0" } } }]
    rngs        = [{ model = "virtio", backend = { random = "/dev/urandom" } }]
    mem_balloon = { model = "none" }
  }
}
`
