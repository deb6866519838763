// Package model is the data of libvirt_domain, as one set of structs for
// Terraform's values, the metadata tag and libvirt's XML.
package model

import "github.com/hashicorp/terraform-plugin-framework/types"

// Domain is a VM. Every field names three places: the attribute of the
// configuration (tfsdk), its key in the metadata tag (json), and its place in
// libvirt's XML (at, see package xmlbind).
type Domain struct {
	Name       *string      `tfsdk:"name" json:"name" at:"name"`
	UUID       types.String `tfsdk:"uuid" json:"-" at:"-"`
	Type       *string      `tfsdk:"type" json:"type" at:"@type"`
	Memory     *int64       `tfsdk:"memory" json:"memory,omitempty" at:"-"`
	MemoryUnit *string      `tfsdk:"memory_unit" json:"memory_unit,omitempty" at:"-"`
	VCPU       *int64       `tfsdk:"vcpu" json:"vcpu,omitempty" at:"vcpu"`
	// VCPUCurrent is how many of the maximum VCPU are online.
	VCPUCurrent *int64    `tfsdk:"vcpu_current" json:"vcpu_current,omitempty" at:"vcpu@current"`
	CPU         *CPU      `tfsdk:"cpu" json:"cpu,omitempty" at:"cpu"`
	CPUTune     *CPUTune  `tfsdk:"cpu_tune" json:"cpu_tune,omitempty" at:"cputune"`
	IOThreads   *int64    `tfsdk:"io_threads" json:"io_threads,omitempty" at:"iothreads"`
	OS          *OS       `tfsdk:"os" json:"os,omitempty" at:"os"`
	Features    *Features `tfsdk:"features" json:"features,omitempty" at:"features"`
	Clock       *Clock    `tfsdk:"clock" json:"clock,omitempty" at:"clock"`
	Autostart   *bool     `tfsdk:"autostart" json:"autostart,omitempty" at:"-"`
	Running     *bool     `tfsdk:"running" json:"running,omitempty" at:"-"`
	Update      *Update   `tfsdk:"update" json:"update,omitempty" at:"-"`
	Destroy     *Destroy  `tfsdk:"destroy" json:"destroy,omitempty" at:"-"`
	Devices     *Devices  `tfsdk:"devices" json:"devices,omitempty" at:"devices"`
	// Metadata is in the tag itself, not in what the tag records.
	Metadata *Metadata `tfsdk:"metadata" json:"-" at:"-"`
}

// CPU is the guest's processor model.
type CPU struct {
	Mode *string `tfsdk:"mode" json:"mode,omitempty" at:"@mode"`
}

// CPUTune is the bandwidth limit of each vCPU: quota of every period, in microseconds.
type CPUTune struct {
	Period *int64 `tfsdk:"period" json:"period,omitempty" at:"period"`
	Quota  *int64 `tfsdk:"quota" json:"quota,omitempty" at:"quota"`
}

// OS is what the firmware boots as: the kind of virtualization, architecture and machine type.
type OS struct {
	Type    *string `tfsdk:"type" json:"type,omitempty" at:"type"`
	Arch    *string `tfsdk:"type_arch" json:"type_arch,omitempty" at:"type@arch"`
	Machine *string `tfsdk:"type_machine" json:"type_machine,omitempty" at:"type@machine,same=machine"`
}

// Features are the hypervisor features that the guest sees.
type Features struct {
	ACPI *bool `tfsdk:"acpi" json:"acpi,omitempty" at:"acpi,present"`
	APIC *APIC `tfsdk:"apic" json:"apic,omitempty" at:"apic,present"`
}

// APIC is the interrupt controller.
type APIC struct {
	EOI *string `tfsdk:"eoi" json:"eoi,omitempty" at:"@eoi"`
}

// Clock is what the guest's hardware clock starts from.
type Clock struct {
	Offset *string `tfsdk:"offset" json:"offset,omitempty" at:"@offset"`
}

// Update is how an update in place treats the guest.
type Update struct {
	Shutdown *Shutdown `tfsdk:"shutdown" json:"shutdown,omitempty"`
}

// Destroy is how the guest ends before the VM is deleted.
type Destroy struct {
	Graceful *bool     `tfsdk:"graceful" json:"graceful,omitempty"`
	Shutdown *Shutdown `tfsdk:"shutdown" json:"shutdown,omitempty"`
}

// Shutdown is how long the guest has for shutting down, in seconds.
type Shutdown struct {
	Timeout *int64 `tfsdk:"timeout" json:"timeout,omitempty"`
}
