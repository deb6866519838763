package domain

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/unit"
)

func (r *domainResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "A virtual machine of a host's libvirt. An attribute that is not set is not managed.",
		Attributes: attributes{
			"name": schema.StringAttribute{
				Description:   "Name of the VM; another one replaces it.",
				Required:      true,
				Validators:    []validator.String{stringvalidator.LengthAtLeast(1)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"uuid": schema.StringAttribute{
				Description:   "UUID that libvirt assigned to the VM.",
				Computed:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"type":         required("Hypervisor: kvm, or qemu for software emulation.", "kvm", "qemu"),
			"memory":       number(1, "Memory of the guest, in memory_unit. libvirt rounds up to whole KiB, QEMU to whole MiB."),
			"memory_unit":  text("Unit of memory: "+strings.Join(unit.Names(), ", ")+". Default: KiB.", unit.Names()...),
			"vcpu":         number(1, "Maximum number of vCPUs; without vcpu_current also the number online."),
			"vcpu_current": number(1, "Number of vCPUs online, at most vcpu. A running guest can be given more, up to the maximum that it was started with."),
			"cpu": object("CPU model of the guest.", attributes{
				"mode": text("host-passthrough (the host's CPU), host-model, or maximum (all that the hypervisor offers).", "host-passthrough", "host-model", "maximum"),
			}),
			"cpu_tune":   object("CPU bandwidth of each vCPU, as in the kernel's cgroups: quota of every period.", cpuTuneAttributes()),
			"io_threads": number(1, "Number of I/O threads that disks can use."),
			"os":         object("What the guest boots on.", osAttributes()),
			"features":   object("Features of the virtual machine.", featuresAttributes()),
			"clock": object("Hardware clock of the guest.", attributes{
				"offset": text("What the clock starts from: utc or localtime of the host.", "utc", "localtime"),
			}),
			"autostart": flag("Whether the VM starts with the host."),
			"running":   flag("Whether the VM runs. False shuts the guest down; power is never cut for it."),
			"update": object("How an update treats the guest.", attributes{
				"shutdown": shutdownAttribute("How long the guest has for shutting down before an update fails."),
			}),
			"destroy": object("How the guest ends when the VM is destroyed.", attributes{
				"graceful": flag("Whether the guest is asked to shut down before its power is cut. Default: false."),
				"shutdown": shutdownAttribute("How long the guest has for shutting down before its power is cut."),
			}),
			"metadata": object("What the definition's metadata say of the VM.", attributes{
				"xml": schema.StringAttribute{
					Description: "The tag with the deployment that the VM belongs to: " + model.TagXML("UUID") + ". The provider adds the VM's UUID and its configuration.",
					Required:    true,
					Validators:  []validator.String{stringvalidator.RegexMatches(model.TagPattern, "must be "+model.TagXML("UUID")+", the UUID in lower case")},
				},
			}),
			"devices": object("Devices of the VM. Those that libvirt adds by itself are not managed.", deviceAttributes()),
		},
	}
}

// cpuTuneAttributes has the limits of virDomainSetSchedulerParameters.
func cpuTuneAttributes() attributes {
	return attributes{
		"period": schema.Int64Attribute{
			Description: "Period in µs, 1000 to 1000000 (libvirt's limits).",
			Optional:    true,
			Validators:  []validator.Int64{int64validator.Between(1000, 1000000)},
		},
		"quota": schema.Int64Attribute{
			Description: "Run time of each vCPU within a period in µs, 1000 to 17592186044415 (libvirt's limits), or -1 for no limit.",
			Optional:    true,
			Validators: []validator.Int64{
				int64validator.Any(int64validator.OneOf(-1), int64validator.Between(1000, 17592186044415)),
			},
		},
	}
}

func osAttributes() attributes {
	return attributes{
		"type":         text("Kind of virtualization: hvm, full virtualization.", "hvm"),
		"type_arch":    text("Architecture, for example x86_64."),
		"type_machine": text("QEMU machine type. The aliases q35 and pc stand for any version of it."),
	}
}

func featuresAttributes() attributes {
	return attributes{
		"acpi": flag("Whether the guest has ACPI, which graceful shutdown needs."),
		"apic": object("Interrupt controller; the guest has one when this is set.", attributes{
			"eoi": text("Whether interrupts are acknowledged without leaving the guest: on or off.", "on", "off"),
		}),
	}
}

func shutdownAttribute(description string) schema.Attribute {
	return object(description, attributes{"timeout": number(1, "Time in seconds. Default: 300.")})
}
