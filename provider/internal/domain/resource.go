// Package domain is libvirt_domain: a virtual machine.
package domain

import (
	"context"
	"errors"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"quantum-kvm/provider/internal/domain/machine"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/lifecycle"
)

var (
	_ resource.ResourceWithConfigure   = (*domainResource)(nil)
	_ resource.ResourceWithImportState = (*domainResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*domainResource)(nil)
)

type domainResource struct {
	lifecycle.Resource
}

// New is the resource's constructor.
func New() resource.Resource {
	return &domainResource{}
}

func (r *domainResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_domain"
}

// Create leaves the state unset when it fails and has removed what it made. What it
// could not remove is in the state, for a destroy to find.
func (r *domainResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	plan, ok := lifecycle.Get[model.Domain](ctx, req.Plan, &resp.Diagnostics)
	if !ok {
		return
	}
	r.Run(ctx, "Creating the VM "+*plan.Name, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		state, err := machine.Create(ctx, client, plan)
		if state != nil {
			resp.Diagnostics.Append(resp.State.Set(ctx, *state)...)
		}
		return err
	})
}

func (r *domainResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, ok := lifecycle.Get[model.Domain](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	imported := isImported(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	r.Run(ctx, "Reading the VM "+*state.Name, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		existing, err := machine.Find(client, state.UUID.ValueString(), *state.Name, imported)
		var observed machine.Observed
		if err == nil && existing != nil {
			state, observed, err = existing.Read(state)
		}
		if machine.IsNotFound(err) || err == nil && existing == nil {
			resp.State.RemoveResource(ctx)
			return nil
		}
		if err == nil {
			resp.Diagnostics.Append(lifecycle.SetPrivate(ctx, resp.Private, observedKey, observed)...)
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		return err
	})
}

func (r *domainResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	plan, _ := lifecycle.Get[model.Domain](ctx, req.Plan, &resp.Diagnostics)
	state, ok := lifecycle.Get[model.Domain](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	imported := isImported(ctx, req.Private, &resp.Diagnostics)
	planned := observedBy(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Updating the VM " + *plan.Name
	r.Run(ctx, action, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		existing, err := machine.Find(client, state.UUID.ValueString(), *state.Name, imported)
		if err == nil && existing == nil {
			err = errors.New("the VM is gone from the host; run the same command again to have it made anew")
		}
		if err == nil {
			existing.MayCutPower = lifecycle.MayCutPower()
			err = existing.Update(ctx, plan, state, planned)
			if existing.PowerCut != "" {
				lifecycle.AddWarning(&resp.Diagnostics, action+" cut its power", existing.PowerCut)
			}
		}
		if err == nil {
			// From now on it carries our tag.
			resp.Diagnostics.Append(lifecycle.SetPrivate(ctx, resp.Private, importedKey, false)...)
			resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		}
		return err
	})
}

func (r *domainResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state, ok := lifecycle.Get[model.Domain](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	imported := isImported(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	action := "Deleting the VM " + *state.Name
	r.Run(ctx, action, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		existing, err := machine.Find(client, state.UUID.ValueString(), *state.Name, imported)
		if err != nil || existing == nil {
			return err
		}
		deletion, err := existing.Delete(ctx, state.Destroy)
		if deletion.PowerCut != "" {
			lifecycle.AddWarning(&resp.Diagnostics, action+" cut its power", deletion.PowerCut)
		}
		warnOfLoss(*state.Name, deletion.Lost, &resp.Diagnostics)
		return err
	})
}

// ImportState takes the VM's name or its UUID.
func (r *domainResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.Run(ctx, "Importing the VM "+req.ID, &resp.Diagnostics, func(client *libvirt.Libvirt) error {
		state, err := machine.Import(client, req.ID)
		if err == nil {
			resp.Diagnostics.Append(lifecycle.SetPrivate(ctx, resp.Private, importedKey, true)...)
			resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
		}
		return err
	})
}

// importedKey is where the private state keeps that the operator named this very
// VM, by its UUID since, as one of ours. Until its first update it need not carry
// our tag.
const importedKey = "imported"

func isImported(ctx context.Context, private lifecycle.PrivateState, diagnostics *diag.Diagnostics) bool {
	imported, _ := lifecycle.GetPrivate[bool](ctx, private, importedKey, diagnostics)
	return imported
}
