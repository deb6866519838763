// Package network is libvirt_network: a libvirt network over an existing bridge of the host.
package network

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"quantum-kvm/provider/internal/connection"
)

var (
	_ resource.Resource                = (*networkResource)(nil)
	_ resource.ResourceWithConfigure   = (*networkResource)(nil)
	_ resource.ResourceWithImportState = (*networkResource)(nil)
)

type networkResource struct {
	connection *connection.Connection
}

// New is the resource's constructor.
func New() resource.Resource {
	return &networkResource{}
}

func (r *networkResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_network"
}

func (r *networkResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.connection, _ = req.ProviderData.(*connection.Connection)
}

func (r *networkResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Creating the network " + plan.Name.ValueString()
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	state, err := host{client}.create(plan)
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Read takes a network that is not running for gone: guests cannot start on
// it, and creating it again completes it.
func (r *networkResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Reading the network " + state.Name.ValueString()
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	existing, err := host{client}.find(state.Name.ValueString())
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	if existing == nil || !existing.active {
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, existing.model)...)
}

// Update can only be about autostart: everything else replaces the network.
func (r *networkResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Updating the network " + plan.Name.ValueString()
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	existing, err := client.NetworkLookupByName(plan.Name.ValueString())
	if err == nil {
		err = client.NetworkSetAutostart(existing, number(plan.Autostart))
	}
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *networkResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Deleting the network " + state.Name.ValueString()
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	r.connection.Failed(host{client}.remove(state.Name.ValueString()), action, &resp.Diagnostics)
}

// ImportState takes the network's name.
func (r *networkResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	action := "Importing the network " + req.ID
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	existing, err := host{client}.find(req.ID)
	if err == nil && existing == nil {
		err = errors.New("the host has no network of this name; virsh net-list --all names those it has")
	}
	if err == nil && !existing.active {
		err = fmt.Errorf("the network is not running; start it with: virsh net-start %s", req.ID)
	}
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, existing.model)...)
}
