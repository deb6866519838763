// Package volume is libvirt_volume: a disk image in a storage pool of the
// host, empty or filled from a local file.
package volume

import (
	"context"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"quantum-kvm/provider/internal/lifecycle"
	"quantum-kvm/provider/internal/volume/pool"
)

var (
	_ resource.ResourceWithConfigure   = (*volumeResource)(nil)
	_ resource.ResourceWithImportState = (*volumeResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*volumeResource)(nil)
)

type volumeResource struct {
	lifecycle.Resource
}

// New is the resource's constructor.
func New() resource.Resource {
	return &volumeResource{}
}

func (r *volumeResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_volume"
}

// Create leaves the state unset when it fails and has removed what it made. What it
// could not remove is in the state, for a destroy to find.
func (r *volumeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	plan, ok := lifecycle.Get[model](ctx, req.Plan, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Creating the volume "+plan.String(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		storage, err := pool.Find(client, plan.Pool.ValueString())
		if err != nil {
			return err
		}
		state, err := plan.createIn(ctx, storage)
		if state != nil {
			resp.Diagnostics.Append(state.saveFingerprint(ctx, resp.Private)...)
			resp.Diagnostics.Append(resp.State.Set(ctx, *state)...)
		}
		return err
	})
}

func (r *volumeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, ok := lifecycle.Get[model](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Reading the volume "+state.String(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		storage, err := pool.Find(client, state.Pool.ValueString())
		if err != nil {
			return err
		}
		existing, err := storage.Find(state.Name.ValueString())
		if err != nil {
			return err
		}
		if existing == nil {
			resp.State.RemoveResource(ctx)
			return nil
		}
		if err := state.recognize(storage, existing); err != nil {
			return err
		}
		resp.Diagnostics.Append(resp.State.Set(ctx, state.refresh(existing.Description))...)
		return nil
	})
}

// Update grows the volume, or records the file of an imported one after
// comparing the content; everything else replaces the volume.
func (r *volumeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	plan, _ := lifecycle.Get[model](ctx, req.Plan, &resp.Diagnostics)
	state, ok := lifecycle.Get[model](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Updating the volume "+plan.String(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		storage, err := pool.Find(client, plan.Pool.ValueString())
		if err != nil {
			return err
		}
		updated, err := plan.updateIn(storage, state)
		if err != nil {
			return err
		}
		if !state.isUploaded() {
			resp.Diagnostics.Append(updated.saveFingerprint(ctx, resp.Private)...)
		}
		resp.Diagnostics.Append(resp.State.Set(ctx, updated)...)
		return nil
	})
}

func (r *volumeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state, ok := lifecycle.Get[model](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Deleting the volume "+state.String(), &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		storage, err := pool.Find(client, state.Pool.ValueString())
		if err != nil {
			return err
		}
		return state.deleteFrom(storage)
	})
}

// ImportState takes "pool/name", or "pool/name=file" for an uploaded volume,
// whose content is then compared with the file.
func (r *volumeResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	action := "Importing the volume " + req.ID
	wanted, err := parseImportID(req.ID)
	if err != nil {
		lifecycle.AddError(&resp.Diagnostics, action, err)
		return
	}
	r.Run(ctx, action, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		storage, err := pool.Find(client, wanted.Pool.ValueString())
		if err != nil {
			return err
		}
		state, err := wanted.importFrom(storage)
		if err == nil {
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		return err
	})
}
