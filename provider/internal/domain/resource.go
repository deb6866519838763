// Package domain is libvirt_domain: a virtual machine.
package domain

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"quantum-kvm/provider/internal/connection"
)

var (
	_ resource.Resource                = (*domainResource)(nil)
	_ resource.ResourceWithConfigure   = (*domainResource)(nil)
	_ resource.ResourceWithImportState = (*domainResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*domainResource)(nil)
)

type domainResource struct {
	connection *connection.Connection
}

// New is the resource's constructor.
func New() resource.Resource {
	return &domainResource{}
}

func (r *domainResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_domain"
}

func (r *domainResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.connection, _ = req.ProviderData.(*connection.Connection)
}

func (r *domainResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Creating the VM " + *plan.Name
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	// On failure the state stays unset: the next create takes over what is there.
	state, err := create(ctx, client, plan)
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *domainResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Reading the VM " + *state.Name
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	existing, err := find(client, state.UUID.ValueString(), *state.Name)
	if err == nil && existing != nil {
		var adopted bool
		state, adopted, err = existing.seen(state)
		resp.Diagnostics.Append(rememberAdopted(ctx, resp.Private, adopted)...)
	}
	if missing(err) || err == nil && existing == nil {
		resp.State.RemoveResource(ctx)
		return
	}
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *domainResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Updating the VM " + *plan.Name
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	existing, err := find(client, state.UUID.ValueString(), *plan.Name)
	if err == nil && existing == nil {
		err = errors.New("the VM is gone from the host; run the same command again to have it made anew")
	}
	if err == nil {
		err = existing.update(ctx, plan, state)
	}
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *domainResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Deleting the VM " + *state.Name
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	existing, err := find(client, state.UUID.ValueString(), *state.Name)
	if err == nil && existing != nil {
		var warning string
		if warning, err = existing.remove(ctx, state.Destroy); warning != "" {
			resp.Diagnostics.AddWarning(action+" cut its power", warning)
		}
	}
	r.connection.Failed(err, action, &resp.Diagnostics)
}
