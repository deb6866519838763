// Package network is libvirt_network: a libvirt network over an existing bridge of the host.
package network

import (
	"context"
	"errors"

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
		state, ours, err := host{client}.create(plan)
		if err == nil {
			resp.Diagnostics.Append(lifecycle.SetPrivate(ctx, resp.Private, foreignKey, !ours)...)
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
		existing, err := host{client}.findKnown(state)
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
	plan, _ := lifecycle.Get[model](ctx, req.Plan, &resp.Diagnostics)
	state, ok := lifecycle.Get[model](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Updating the network "+plan.Name.ValueString(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		existing, err := host{client}.findKnown(state)
		switch {
		case err != nil:
			return err
		case existing == nil:
			return errors.New("the network is gone from the host; run the same command again to have it made anew")
		case isForeign(ctx, req.Private):
			return existing.requireReady(plan)
		}
		err = client.NetworkSetAutostart(existing.network, number(plan.Autostart))
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
	action := "Deleting the network " + state.Name.ValueString()
	if isForeign(ctx, req.Private) {
		lifecycle.AddWarning(&resp.Diagnostics, action+" leaves it on the host", "It was there before the VM and was not made from here.")
		return
	}
	r.Run(ctx, action, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		return host{client}.delete(state)
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

// foreignKey is where the private state keeps that the network was there before
// and is only used.
const foreignKey = "foreign"

func isForeign(ctx context.Context, private lifecycle.PrivateState) bool {
	foreign, _ := lifecycle.GetPrivate[bool](ctx, private, foreignKey)
	return foreign
}
