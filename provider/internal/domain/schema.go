package domain

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/unit"
)

// attributes is short for the type that every nested schema is made of.
type attributes = map[string]schema.Attribute

func (r *domainResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: attributes{
		"name": schema.StringAttribute{
			Required:      true,
			Validators:    []validator.String{stringvalidator.LengthAtLeast(1)},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"uuid": schema.StringAttribute{
			Computed:      true,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"type":         schema.StringAttribute{Required: true, Validators: oneOf("kvm", "qemu")},
		"memory":       number(1),
		"memory_unit":  text(unit.Names()...),
		"vcpu":         number(1),
		"vcpu_current": number(1),
		"cpu":          object(attributes{"mode": text("host-passthrough", "host-model", "maximum")}),
		"cpu_tune":     object(cpuTuneAttributes()),
		"io_threads":   number(1),
		"os":           object(attributes{"type": text("hvm"), "type_arch": text(), "type_machine": text()}),
		"features":     object(attributes{"acpi": flag(), "apic": object(attributes{"eoi": text("on", "off")})}),
		"clock":        object(attributes{"offset": text("utc", "localtime")}),
		"autostart":    flag(),
		"running":      flag(),
		"update":       object(attributes{"shutdown": shutdownAttribute()}),
		"destroy":      object(attributes{"graceful": flag(), "shutdown": shutdownAttribute()}),
		"devices":      object(deviceAttributes()),
	}}
}

// cpuTuneAttributes has the limits of virDomainSetSchedulerParameters, in microseconds.
func cpuTuneAttributes() attributes {
	return attributes{
		"period": schema.Int64Attribute{Optional: true, Validators: []validator.Int64{int64validator.Between(1000, 1000000)}},
		"quota": schema.Int64Attribute{Optional: true, Validators: []validator.Int64{
			int64validator.Any(int64validator.OneOf(-1), int64validator.Between(1000, 17592186044415)),
		}},
	}
}

// shutdownAttribute holds how long a guest has for shutting down, in seconds.
func shutdownAttribute() schema.Attribute {
	return object(attributes{"timeout": number(1)})
}

// object and list name the types that the framework would derive from the
// attributes, because it would do so anew at each of their values: a fifth of
// the time that the provider takes for a plan.
func object(nested attributes) schema.Attribute {
	return schema.SingleNestedAttribute{Optional: true, Attributes: nested, CustomType: objectType(nested)}
}

func list(nested attributes) schema.Attribute {
	element := objectType(nested)
	return schema.ListNestedAttribute{
		Optional:     true,
		NestedObject: schema.NestedAttributeObject{Attributes: nested, CustomType: element},
		CustomType:   types.ListType{ElemType: element},
	}
}

func objectType(nested attributes) types.ObjectType {
	fields := make(map[string]attr.Type, len(nested))
	for name, attribute := range nested {
		fields[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: fields}
}

// text is an optional string; with values given, one of them.
func text(values ...string) schema.Attribute {
	return schema.StringAttribute{Optional: true, Validators: oneOf(values...)}
}

func oneOf(values ...string) []validator.String {
	if len(values) == 0 {
		return []validator.String{stringvalidator.LengthAtLeast(1)}
	}
	return []validator.String{stringvalidator.OneOf(values...)}
}

func number(least int64) schema.Attribute {
	return schema.Int64Attribute{Optional: true, Validators: []validator.Int64{int64validator.AtLeast(least)}}
}

func flag() schema.Attribute {
	return schema.BoolAttribute{Optional: true}
}
