package domain

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var (
	macAddress   = regexp.MustCompile(`^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$`)
	absolutePath = regexp.MustCompile(`^/`)
)

func deviceAttributes() attributes {
	return attributes{
		"controllers": list(attributes{
			"type":  schema.StringAttribute{Required: true, Validators: oneOf()},
			"model": text(),
			"index": number(0),
		}),
		"disks":      list(diskAttributes()),
		"interfaces": list(interfaceAttributes()),
		"graphics":   list(attributes{"vnc": object(vncAttributes())}),
		"channels": list(attributes{
			"source": object(attributes{"unix": object(attributes{"mode": text("bind", "connect")})}),
			"target": object(attributes{"virt_io": object(attributes{"name": text()})}),
		}),
		"serials": list(attributes{"target": object(attributes{"type": text(), "port": number(0)})}),
		"rngs": list(attributes{
			"model":   schema.StringAttribute{Required: true, Validators: oneOf()},
			"backend": object(attributes{"random": text()}),
		}),
		"mem_balloon": object(attributes{"model": schema.StringAttribute{Required: true, Validators: oneOf()}}),
		"videos":      list(attributes{"model": object(attributes{"type": text()})}),
	}
}

func diskAttributes() attributes {
	return attributes{
		"device": text("disk", "cdrom"),
		"driver": object(attributes{
			"name":      text("qemu"),
			"type":      text("raw", "qcow2"),
			"cache":     text("none", "writethrough", "writeback", "directsync", "unsafe"),
			"io":        text("native", "threads", "io_uring"),
			"discard":   text("unmap", "ignore"),
			"io_thread": number(1),
		}),
		"read_only": flag(),
		"serial":    text(),
		"source": object(attributes{
			"file":  object(attributes{"file": pathText()}),
			"block": object(attributes{"dev": pathText()}),
		}),
		"target": object(attributes{"dev": text(), "bus": text("virtio", "sata", "scsi", "ide", "usb")}),
		"boot":   object(attributes{"order": schema.Int64Attribute{Required: true, Validators: []validator.Int64{int64validator.AtLeast(1)}}}),
	}
}

func interfaceAttributes() attributes {
	return attributes{
		"mac": object(attributes{"address": schema.StringAttribute{
			Required:   true,
			Validators: []validator.String{stringvalidator.RegexMatches(macAddress, "must be six pairs of hexadecimal digits joined by colons")},
		}}),
		"model":  object(attributes{"type": schema.StringAttribute{Required: true, Validators: oneOf()}}),
		"source": object(attributes{"network": object(attributes{"network": schema.StringAttribute{Required: true, Validators: oneOf()}})}),
	}
}

func vncAttributes() attributes {
	return attributes{
		"auto_port": flag(),
		"listen":    text(),
		"port":      schema.Int64Attribute{Optional: true, Validators: []validator.Int64{int64validator.Between(-1, 65535)}},
	}
}

func pathText() schema.Attribute {
	return schema.StringAttribute{
		Optional:   true,
		Validators: []validator.String{stringvalidator.RegexMatches(absolutePath, "must be an absolute path on the host")},
	}
}
