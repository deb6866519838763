// Package network is libvirt_network: a libvirt network over an existing bridge of the host.
package network

import (
	"context"
	"errors"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/lifecycle"
)

var (
	_ resource.ResourceWithConfigure   = (*networkResource)(nil)
	_ resource.ResourceWithImportState = (*networkResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*networkResource)(nil)
)

type networkResource struct {
	lifecycle.Resource
}

// New is the resource's constructor.
func New() resource.Resource {
	return &networkResource{}
}

func (r *networkResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_network"
}

func (r *networkResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	plan, ok := lifecycle.Get[model](ctx, req.Plan, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Creating the network "+plan.Name.ValueString(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		state, err := host{client, r.Deployment()}.create(plan)
		if state != nil {
			resp.Diagnostics.Append(lifecycle.SetPrivate(ctx, resp.Private, foreignKey, !state.ours)...)
			resp.Diagnostics.Append(resp.State.Set(ctx, state.model)...)
		}
		return err
	})
}

// Read keeps a network that does not run: a destroy has to find it.
func (r *networkResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, ok := lifecycle.Get[model](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Reading the network "+state.Name.ValueString(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		existing, err := host{client, r.Deployment()}.findKnown(state)
		if err != nil {
			return err
		}
		if existing == nil {
			resp.State.RemoveResource(ctx)
			return nil
		}
		resp.Diagnostics.Append(lifecycle.SetPrivate(ctx, resp.Private, stoppedKey, !existing.active)...)
		resp.Diagnostics.Append(resp.State.Set(ctx, existing.model)...)
		return nil
	})
}

// ModifyPlan lets a network that does not run be started: no guest can start on it.
// A plan can show that only at an attribute that the host assigns.
func (r *networkResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	if stopped, _ := lifecycle.GetPrivate[bool](ctx, req.Private, stoppedKey, &resp.Diagnostics); !stopped {
		return
	}
	plan, ok := lifecycle.Get[model](ctx, req.Plan, &resp.Diagnostics)
	if !ok {
		return
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("uuid"), types.StringUnknown())...)
	lifecycle.AddWarning(&resp.Diagnostics, "The network "+plan.Name.ValueString()+" does not run", "Applying starts it.")
}

// Update starts the network and sets autostart: everything else replaces it.
func (r *networkResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	plan, _ := lifecycle.Get[model](ctx, req.Plan, &resp.Diagnostics)
	state, ok := lifecycle.Get[model](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	foreign := isForeign(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	r.Run(ctx, "Updating the network "+plan.Name.ValueString(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		existing, err := host{client, r.Deployment()}.findKnown(state)
		switch {
		case err != nil:
			return err
		case existing == nil:
			return errors.New("the network is gone from the host; run the same command again to have it made anew")
		case foreign:
			err = existing.requireReady(plan)
		default:
			err = host{client, r.Deployment()}.start(existing, plan)
		}
		if err == nil {
			plan.UUID = existing.UUID
			resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		}
		return err
	})
}

func (r *networkResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state, ok := lifecycle.Get[model](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	action := "Deleting the network " + state.Name.ValueString()
	foreign := isForeign(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if foreign {
		lifecycle.AddWarning(&resp.Diagnostics, action+" leaves it on the host", "It was there before the VM and was not made by this deployment.")
		return
	}
	r.Run(ctx, action, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		h := host{client, r.Deployment()}
		user, err := h.otherUser(state.Name.ValueString())
		if err != nil {
			return err
		}
		if user != "" {
			lifecycle.AddWarning(&resp.Diagnostics, action+" leaves it on the host", "The VM "+user+", which was not made by this deployment, has a NIC on it. Without that VM it can be removed by: virsh net-destroy "+state.Name.ValueString()+"; virsh net-undefine "+state.Name.ValueString())
			return nil
		}
		return h.delete(state)
	})
}

// ImportState takes the network's name.
func (r *networkResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.Run(ctx, "Importing the network "+req.ID, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		state, err := host{client, r.Deployment()}.importable(req.ID)
		if err == nil {
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		return err
	})
}

const (
	// foreignKey is where the private state keeps that the network was there before
	// and is only used.
	foreignKey = "foreign"
	// stoppedKey is where it keeps, for the plan, that the network does not run.
	stoppedKey = "stopped"
)

func isForeign(ctx context.Context, private lifecycle.PrivateState, diagnostics *diag.Diagnostics) bool {
	foreign, _ := lifecycle.GetPrivate[bool](ctx, private, foreignKey, diagnostics)
	return foreign
}
