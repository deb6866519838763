// Package network is libvirt_network: a libvirt network over an existing bridge of the host.
package network

import (
	"context"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"quantum-kvm/provider/internal/lifecycle"
)

var (
	_ resource.ResourceWithConfigure   = (*networkResource)(nil)
	_ resource.ResourceWithImportState = (*networkResource)(nil)
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
		state, err := host{client}.create(plan)
		if err == nil {
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		return err
	})
}

// Read treats a network that is not running as gone: guests cannot start on it,
// and creating it again completes it.
func (r *networkResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, ok := lifecycle.Get[model](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Reading the network "+state.Name.ValueString(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		existing, err := host{client}.find(state.Name.ValueString())
		if err != nil {
			return err
		}
		if existing == nil || !existing.active {
			resp.State.RemoveResource(ctx)
			return nil
		}
		resp.Diagnostics.Append(resp.State.Set(ctx, existing.model)...)
		return nil
	})
}

// Update can only be about autostart: everything else replaces the network.
func (r *networkResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	plan, ok := lifecycle.Get[model](ctx, req.Plan, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Updating the network "+plan.Name.ValueString(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		existing, err := client.NetworkLookupByName(plan.Name.ValueString())
		if err == nil {
			err = client.NetworkSetAutostart(existing, number(plan.Autostart))
		}
		if err == nil {
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
	name := state.Name.ValueString()
	r.Run(ctx, "Deleting the network "+name, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		return host{client}.delete(name)
	})
}

// ImportState takes the network's name.
func (r *networkResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.Run(ctx, "Importing the network "+req.ID, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		state, err := host{client}.importable(req.ID)
		if err == nil {
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		return err
	})
}
