package volume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"quantum-kvm/provider/internal/unit"
)

func (r *volumeResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"name": replacing(schema.StringAttribute{Required: true}),
			"pool": replacing(schema.StringAttribute{Required: true}),
			"capacity": schema.Int64Attribute{
				Optional:      true,
				Computed:      true,
				Validators:    []validator.Int64{int64validator.AtLeast(1)},
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"capacity_unit": schema.StringAttribute{
				Optional:   true,
				Validators: []validator.String{stringvalidator.OneOf(unit.Names()...)},
			},
			"target": schema.SingleNestedAttribute{Optional: true, Attributes: targetAttributes()},
			"create": schema.SingleNestedAttribute{Optional: true, Attributes: createAttributes()},
			"id":     kept(),
			"path":   kept(),
		},
	}
}

func targetAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"format": schema.SingleNestedAttribute{
			Optional: true,
			Attributes: map[string]schema.Attribute{
				"type": schema.StringAttribute{
					Required:   true,
					Validators: []validator.String{stringvalidator.OneOf("raw", "iso", "qcow2")},
				},
			},
		},
	}
}

func createAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"content": schema.SingleNestedAttribute{
			Required: true,
			Attributes: map[string]schema.Attribute{
				"url": schema.StringAttribute{Required: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
			},
		},
	}
}

// replacing marks an attribute whose change makes another volume.
func replacing(attribute schema.StringAttribute) schema.StringAttribute {
	attribute.Validators = append(attribute.Validators, stringvalidator.LengthAtLeast(1))
	attribute.PlanModifiers = append(attribute.PlanModifiers, stringplanmodifier.RequiresReplace())
	return attribute
}

// kept is an attribute that the host gives once and that never changes afterwards.
func kept() schema.StringAttribute {
	return schema.StringAttribute{
		Computed:      true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}
