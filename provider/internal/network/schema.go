package network

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

func (r *networkResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "A libvirt network over an existing bridge of the host.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Description:   "Name of the network; another one replaces it.",
				Required:      true,
				Validators:    []validator.String{stringvalidator.LengthAtLeast(1)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"uuid": schema.StringAttribute{
				Description:   "UUID that libvirt assigned to the network.",
				Computed:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"autostart": schema.BoolAttribute{
				Description: "Whether the network starts with libvirt. Default: false.",
				Optional:    true,
				Computed:    true,
				Default:     booldefault.StaticBool(false),
			},
			"bridge": schema.SingleNestedAttribute{
				Description: "Bridge of the host that guests are connected to.",
				Required:    true,
				Attributes:  bridgeAttributes(),
			},
			"forward": schema.SingleNestedAttribute{
				Description: "How guests reach other networks.",
				Required:    true,
				Attributes:  forwardAttributes(),
			},
		},
	}
}

func bridgeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Description:   "Name of the bridge, up to 15 characters (the kernel's limit); another one replaces the network.",
			Required:      true,
			Validators:    []validator.String{stringvalidator.LengthBetween(1, maxBridgeName)},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
	}
}

func forwardAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"mode": schema.StringAttribute{
			Description:   "Forward mode: bridge.",
			Required:      true,
			Validators:    []validator.String{stringvalidator.OneOf(forwardMode)},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
	}
}

const (
	// forwardMode is the one mode supported: guests appear on the host's own bridge.
	forwardMode = "bridge"
	// maxBridgeName is the kernel's IFNAMSIZ without the closing zero.
	maxBridgeName = 15
)
