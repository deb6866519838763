package volume

import (
	"context"
	"strings"

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
		Description: "A volume of a host's storage pool, empty or uploaded from a local file.",
		Attributes: map[string]schema.Attribute{
			"name": replacing("Name of the volume; another one replaces it."),
			"pool": replacing("Storage pool of the host; another one replaces the volume."),
			"capacity": schema.Int64Attribute{
				Description:   "Size that a guest sees, in capacity_unit. It can grow in place. Default for an uploaded volume: the size of its content, in bytes.",
				Optional:      true,
				Computed:      true,
				Validators:    []validator.Int64{int64validator.AtLeast(1)},
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"capacity_unit": schema.StringAttribute{
				Description: "Unit of capacity: " + strings.Join(unit.Names(), ", ") + ". Default: bytes.",
				Optional:    true,
				Validators:  []validator.String{stringvalidator.OneOf(unit.Names()...)},
			},
			"target": schema.SingleNestedAttribute{
				Description: "The volume on the host.",
				Optional:    true,
				Attributes:  targetAttributes(),
			},
			"create": schema.SingleNestedAttribute{
				Description: "What the volume is filled with; without it the volume is empty.",
				Optional:    true,
				Attributes:  createAttributes(),
			},
			"id":   assigned("The path on the host."),
			"path": assigned("Path of the volume's file on the host."),
		},
	}
}

func targetAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"format": schema.SingleNestedAttribute{
			Description: "Format of the volume.",
			Optional:    true,
			Attributes: map[string]schema.Attribute{
				"type": schema.StringAttribute{
					Description: "raw (the default), qcow2, or iso, which is raw. Another one replaces the volume.",
					Required:    true,
					Validators:  []validator.String{stringvalidator.OneOf("raw", "iso", "qcow2")},
				},
			},
		},
	}
}

func createAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"content": schema.SingleNestedAttribute{
			Description: "The content.",
			Required:    true,
			Attributes: map[string]schema.Attribute{
				"url": schema.StringAttribute{
					Description: "Local file: a path, relative to the working directory, or file://<path>. Another one replaces the volume.",
					Required:    true,
					Validators:  []validator.String{stringvalidator.LengthAtLeast(1)},
				},
			},
		},
	}
}

// replacing is an attribute whose change replaces the volume.
func replacing(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Description:   description,
		Required:      true,
		Validators:    []validator.String{stringvalidator.LengthAtLeast(1)},
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

// assigned is an attribute that the host assigns once.
func assigned(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Description:   description,
		Computed:      true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}
