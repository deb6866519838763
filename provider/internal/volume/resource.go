// Package volume is libvirt_volume: a disk image in a storage pool of the
// host, empty or filled from a file of this machine.
package volume

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/unit"
)

var (
	_ resource.Resource                = (*volumeResource)(nil)
	_ resource.ResourceWithConfigure   = (*volumeResource)(nil)
	_ resource.ResourceWithImportState = (*volumeResource)(nil)
)

type volumeResource struct {
	connection *connection.Connection
}

// New is the resource's constructor.
func New() resource.Resource {
	return &volumeResource{}
}

func (r *volumeResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_volume"
}

func (r *volumeResource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.connection, _ = req.ProviderData.(*connection.Connection)
}

func (r *volumeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Creating the volume " + plan.String()
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	storage, err := needPool(client, plan.Pool.ValueString())
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	// On failure the state stays unset: the next create takes over what is there.
	state, err := storage.create(plan)
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(state.remember(ctx, resp.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

func (r *volumeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Reading the volume " + state.String()
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	storage, err := findPool(client, state.Pool.ValueString())
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	if storage == nil {
		resp.State.RemoveResource(ctx)
		return
	}
	existing, err := storage.find(state.Name.ValueString())
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	if existing == nil {
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state.refreshed(existing.definition))...)
}

// Update grows the volume, or records the file of an imported one after
// comparing the content; everything else replaces the volume.
func (r *volumeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Updating the volume " + plan.String()
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	storage, err := needPool(client, plan.Pool.ValueString())
	if err == nil {
		plan, err = storage.update(plan, state)
	}
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	if !state.uploaded() {
		resp.Diagnostics.Append(plan.remember(ctx, resp.Private)...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
}

func (r *volumeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Deleting the volume " + state.String()
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	storage, err := findPool(client, state.Pool.ValueString())
	if err == nil && storage != nil {
		err = storage.remove(state.Name.ValueString())
	}
	r.connection.Failed(err, action, &resp.Diagnostics)
}

// ImportState takes "pool/name", or "pool/name=file" for an uploaded volume,
// whose content is then compared with the file.
func (r *volumeResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	action := "Importing the volume " + req.ID
	wanted, err := parseImport(req.ID)
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	client := r.connection.Client(ctx, action, &resp.Diagnostics)
	if client == nil {
		return
	}
	storage, err := needPool(client, wanted.Pool.ValueString())
	if err == nil {
		wanted, err = storage.adopt(wanted)
	}
	if r.connection.Failed(err, action, &resp.Diagnostics) {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, wanted)...)
}

func parseImport(id string) (model, error) {
	location, url, uploaded := strings.Cut(id, "=")
	pool, name, found := strings.Cut(location, "/")
	if !found || pool == "" || name == "" {
		return model{}, fmt.Errorf("%q does not name a volume; allowed are <pool>/<name> and, for an uploaded one, <pool>/<name>=<file>", id)
	}
	wanted := model{Name: types.StringValue(name), Pool: types.StringValue(pool)}
	if uploaded {
		wanted.Create = &create{content{types.StringValue(url)}}
	}
	return wanted, nil
}

// adopt fills in what the host tells about an imported volume.
func (p *pool) adopt(wanted model) (model, error) {
	existing, err := p.find(wanted.Name.ValueString())
	if err == nil && existing == nil {
		err = fmt.Errorf("the pool has no such volume; virsh vol-list %s names those it has", wanted.Pool.ValueString())
	}
	if err != nil {
		return wanted, err
	}
	wanted.Target = &target{&format{types.StringValue(canonicalFormat(existing.format))}}
	if wanted.uploaded() {
		return p.verify(wanted.at(existing.path))
	}
	capacity, name := unit.Largest(existing.capacity)
	wanted.Capacity, wanted.CapacityUnit = types.Int64Value(capacity), types.StringValue(name)
	return wanted.at(existing.path), nil
}
