package domain

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

func deviceAttributes() attributes {
	return attributes{
		"controllers": list("Controllers to have in any case; libvirt adds others as devices need them.", controllerAttributes()),
		"disks":       list("Disks and CD-ROM drives, identified by target.dev.", diskAttributes()),
		"interfaces":  list("Network interface cards, identified by their MAC addresses.", interfaceAttributes()),
		"graphics":    list("Displays.", attributes{"vnc": object("VNC server on the host.", vncAttributes())}),
		"channels":    list("Ports between host and guest, such as the QEMU guest agent's.", channelAttributes()),
		"serials": list("Serial ports.", attributes{"target": object("The port as the guest sees it.", attributes{
			"type": text("Kind of port, for example isa-serial."),
			"port": number(0, "Number of the port, from 0."),
		})}),
		"rngs": list("Random number generators.", attributes{
			"model":   required("Model, for example virtio."),
			"backend": object("Source of random numbers.", attributes{"random": text("Device file on the host, for example /dev/urandom.")}),
		}),
		"mem_balloon": object("Memory balloon.", attributes{"model": required("Model, for example virtio; none for no balloon.")}),
		"videos": list("Graphics cards.", attributes{"model": object("Model of the card.", attributes{
			"type": text("Type, for example vga or virtio."),
		})}),
	}
}

func controllerAttributes() attributes {
	return attributes{
		"type":  required("Type, for example pci."),
		"model": text("Model, for example pcie-root-port: a port that takes one more device."),
		"index": number(0, "Number within the controllers of this type, from 0."),
	}
}

func diskAttributes() attributes {
	return attributes{
		"device": text("disk (the default) or cdrom.", "disk", "cdrom"),
		"driver": object("How QEMU accesses the source.", attributes{
			"name":      text("Name of the driver: qemu.", "qemu"),
			"type":      text("Format of the source: raw or qcow2.", "raw", "qcow2"),
			"cache":     text("Cache mode of QEMU: none, writethrough, writeback, directsync or unsafe.", "none", "writethrough", "writeback", "directsync", "unsafe"),
			"io":        text("I/O mode of QEMU: native, threads or io_uring. native needs cache none or directsync.", "native", "threads", "io_uring"),
			"discard":   text("Whether the guest's discard requests reach the source: unmap or ignore.", "unmap", "ignore"),
			"io_thread": number(1, "Number of the I/O thread that serves the disk, from 1 to io_threads."),
		}),
		"read_only": flag("Whether the guest cannot write."),
		"serial":    text("Serial number that the guest sees."),
		"source": object("Where the data is; a drive without a source is empty.", attributes{
			"file":  object("Image file.", attributes{"file": hostPath("Absolute path of the file on the host.")}),
			"block": object("Block device.", attributes{"dev": devicePath("Absolute path of the device on the host.")}),
		}),
		"target": object("The disk as the guest sees it.", attributes{
			"dev": text("Name that identifies the disk, for example vda."),
			"bus": text("Bus: virtio, sata, scsi, ide or usb.", "virtio", "sata", "scsi", "ide", "usb"),
		}),
		"boot": object("Place in the boot order.", attributes{"order": schema.Int64Attribute{
			Description: "Position, from 1.",
			Required:    true,
			Validators:  []validator.Int64{int64validator.AtLeast(1)},
		}}),
	}
}

var macAddress = regexp.MustCompile(`^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$`)

func interfaceAttributes() attributes {
	return attributes{
		"mac": object("MAC address.", attributes{"address": schema.StringAttribute{
			Description: "Six pairs of hexadecimal digits joined by colons; case does not matter.",
			Required:    true,
			Validators:  []validator.String{stringvalidator.RegexMatches(macAddress, "must be six pairs of hexadecimal digits joined by colons")},
		}}),
		"model": object("Model of the card.", attributes{"type": required("Type, for example virtio.")}),
		"source": object("What the card is connected to.", attributes{
			"network": object("libvirt network.", attributes{"network": required("Name of the network.")}),
		}),
	}
}

func vncAttributes() attributes {
	return attributes{
		"auto_port": flag("Whether libvirt chooses the port. Default: false."),
		"listen":    text("Address of the host to listen on."),
		"port": schema.Int64Attribute{
			Description: "TCP port, up to 65535; -1 with auto_port.",
			Optional:    true,
			Validators:  []validator.Int64{int64validator.Between(-1, 65535)},
		},
	}
}

func channelAttributes() attributes {
	return attributes{
		"source": object("The host's end.", attributes{
			"unix": object("Unix socket.", attributes{"mode": text("Who listens: bind for QEMU (the default), connect for a program of the host.", "bind", "connect")}),
		}),
		"target": object("The guest's end.", attributes{
			"virt_io": object("virtio-serial port.", attributes{"name": text("Name of the port in the guest, for example org.qemu.guest_agent.0.")}),
		}),
	}
}
