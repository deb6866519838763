package domain

import "github.com/hashicorp/terraform-plugin-framework/types"

// model is the resource's data. Every field names three places: the attribute
// of the configuration, its key in the tag, and its place in libvirt's XML.
type model struct {
	Name       *string      `tfsdk:"name" json:"name" at:"name"`
	UUID       types.String `tfsdk:"uuid" json:"-" at:"-"`
	Type       *string      `tfsdk:"type" json:"type" at:"@type"`
	Memory     *int64       `tfsdk:"memory" json:"memory,omitempty" at:"-"`
	MemoryUnit *string      `tfsdk:"memory_unit" json:"memory_unit,omitempty" at:"-"`
	VCPU       *int64       `tfsdk:"vcpu" json:"vcpu,omitempty" at:"vcpu"`
	// VCPUCurrent are those in use, of the VCPU that there is room for.
	VCPUCurrent *int64    `tfsdk:"vcpu_current" json:"vcpu_current,omitempty" at:"vcpu@current"`
	CPU         *cpu      `tfsdk:"cpu" json:"cpu,omitempty" at:"cpu"`
	CPUTune     *cpuTune  `tfsdk:"cpu_tune" json:"cpu_tune,omitempty" at:"cputune"`
	IOThreads   *int64    `tfsdk:"io_threads" json:"io_threads,omitempty" at:"iothreads"`
	OS          *system   `tfsdk:"os" json:"os,omitempty" at:"os"`
	Features    *features `tfsdk:"features" json:"features,omitempty" at:"features"`
	Clock       *clock    `tfsdk:"clock" json:"clock,omitempty" at:"clock"`
	Autostart   *bool     `tfsdk:"autostart" json:"autostart,omitempty" at:"-"`
	Running     *bool     `tfsdk:"running" json:"running,omitempty" at:"-"`
	Update      *update   `tfsdk:"update" json:"update,omitempty" at:"-"`
	Destroy     *destroy  `tfsdk:"destroy" json:"destroy,omitempty" at:"-"`
	Devices     *devices  `tfsdk:"devices" json:"devices,omitempty" at:"devices"`
}

type cpu struct {
	Mode *string `tfsdk:"mode" json:"mode,omitempty" at:"@mode"`
}

// cpuTune is in microseconds; the quota holds for each vCPU.
type cpuTune struct {
	Period *int64 `tfsdk:"period" json:"period,omitempty" at:"period"`
	Quota  *int64 `tfsdk:"quota" json:"quota,omitempty" at:"quota"`
}

type system struct {
	Type    *string `tfsdk:"type" json:"type,omitempty" at:"type"`
	Arch    *string `tfsdk:"type_arch" json:"type_arch,omitempty" at:"type@arch"`
	Machine *string `tfsdk:"type_machine" json:"type_machine,omitempty" at:"type@machine,same=machine"`
}

type features struct {
	ACPI *bool `tfsdk:"acpi" json:"acpi,omitempty" at:"acpi,present"`
	APIC *apic `tfsdk:"apic" json:"apic,omitempty" at:"apic,present"`
}

type apic struct {
	EOI *string `tfsdk:"eoi" json:"eoi,omitempty" at:"@eoi"`
}

type clock struct {
	Offset *string `tfsdk:"offset" json:"offset,omitempty" at:"@offset"`
}

type update struct {
	Shutdown *shutdown `tfsdk:"shutdown" json:"shutdown,omitempty"`
}

type destroy struct {
	Graceful *bool     `tfsdk:"graceful" json:"graceful,omitempty"`
	Shutdown *shutdown `tfsdk:"shutdown" json:"shutdown,omitempty"`
}

// shutdown is how long the guest has for it, in seconds.
type shutdown struct {
	Timeout *int64 `tfsdk:"timeout" json:"timeout,omitempty"`
}
