package volume

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/lifecycle"
	"quantum-kvm/provider/internal/property"
	"quantum-kvm/provider/internal/volume/pool"
)

// ModifyPlan makes the capacity of an uploaded volume a number that can be
// reviewed, and refuses what would lose data. It does not connect to the host.
func (r *volumeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	plan, _ := lifecycle.Get[model](ctx, req.Plan, &resp.Diagnostics)
	config, _ := lifecycle.Get[model](ctx, req.Config, &resp.Diagnostics)
	state := priorState(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	sized := !config.Capacity.IsNull()
	planned, err := planCapacity(plan, state, sized)
	changed := path.Paths{}
	hasNewContent := false
	if err == nil && state != nil {
		changed = replacements(*state, planned, sized)
		hasNewContent = len(changed) == 0 && planned.hasNewContent(ctx, req.Private, &resp.Diagnostics)
		err = refuseDataLoss(*state, changed, hasNewContent, sized)
	}
	if err != nil {
		lifecycle.AddError(&resp.Diagnostics, "Planning the volume "+plan.String(), err)
		return
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("capacity"), planned.Capacity)...)
	resp.RequiresReplace = append(resp.RequiresReplace, changed...)
	if hasNewContent {
		planNewContent(ctx, planned, resp)
	}
}

// planNewContent replaces the volume although no attribute differs. The plan
// can show that only at one that the host assigns.
func planNewContent(ctx context.Context, plan model, resp *resource.ModifyPlanResponse) {
	for _, name := range []string{"id", "path"} {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), types.StringUnknown())...)
	}
	resp.RequiresReplace = append(resp.RequiresReplace, path.Root("id"))
	lifecycle.AddWarning(
		&resp.Diagnostics,
		fmt.Sprintf("The file of the volume %s has another content", plan),
		fmt.Sprintf("%s has the size it had when it was uploaded, but not the content. The volume is made anew from it; a running guest that has it in its drive gets the new one.", plan.Create.Content.URL.ValueString()),
	)
}

// priorState is nil for a volume that is to be created.
func priorState(ctx context.Context, req resource.ModifyPlanRequest, diagnostics *diag.Diagnostics) *model {
	if req.State.Raw.IsNull() {
		return nil
	}
	state, _ := lifecycle.Get[model](ctx, req.State, diagnostics)
	return &state
}

// planCapacity returns the plan with its capacity filled in as far as it can be
// known; sized is whether the configuration has one.
func planCapacity(plan model, state *model, sized bool) (model, error) {
	if !sized && !plan.CapacityUnit.IsNull() {
		return plan, errors.New("capacity_unit is set without capacity; set both, or neither")
	}
	if plan.isUploaded() {
		return planUpload(plan, sized)
	}
	if state == nil && plan.Capacity.IsUnknown() && !sized {
		return plan, errors.New("neither capacity nor create.content.url is set; set one of them")
	}
	return plan, plan.requireStep()
}

// planUpload leaves the capacity as it is when the file is not on this machine
// (yet); applying needs it.
func planUpload(plan model, sized bool) (model, error) {
	if plan.Create.Content.URL.IsUnknown() {
		return plan, nil
	}
	content, err := plan.source()
	if errors.Is(err, os.ErrNotExist) {
		return plan, nil
	}
	if err != nil {
		return plan, err
	}
	if !sized {
		plan.Capacity = types.Int64Value(content.capacity)
		return plan, nil
	}
	if plan.Capacity.IsUnknown() {
		return plan, nil
	}
	if err := plan.requireRoom(content); err != nil {
		return plan, err
	}
	return plan, plan.requireStep()
}

// requireStep returns an error for a capacity that libvirt would round.
func (m model) requireStep() error {
	if m.Capacity.IsUnknown() || m.format() != pool.QCOW2 {
		return nil
	}
	size, err := m.bytes()
	if err == nil && size%pool.Qcow2Step != 0 {
		err = fmt.Errorf("capacity is %d bytes; that of a qcow2 volume must be a multiple of %d", size, pool.Qcow2Step)
	}
	return err
}

// isSmaller: a volume grows in place and does not shrink, as the end of its data would go.
func (m model) isSmaller(state model) bool {
	if m.isUploaded() != state.isUploaded() || m.Capacity.IsUnknown() {
		return false
	}
	wanted, err := m.bytes()
	if err != nil {
		return false
	}
	current, err := state.bytes()
	return err == nil && wanted < current
}

// refuseDataLoss: the data of a volume are nowhere else unless it is a copy of a
// file. One that was filled from a file and has a capacity of its own is a disk.
func refuseDataLoss(state model, changed path.Paths, hasNewContent, sized bool) error {
	isCopy := state.isUploaded() && !sized
	if isCopy || len(changed) == 0 && !hasNewContent || lifecycle.MayReplaceDisks() {
		return nil
	}
	what := "another content of " + property.Name("create.content.url")
	if len(changed) > 0 {
		what = cause(changed[0])
	}
	return fmt.Errorf("%s makes another volume and would give up the data on %s. Set it back, or, if the data may go, run quantum-kvm deploy --allow reinstall,data-loss, or set %s=yes for Terraform", what, state, lifecycle.ReplaceDisksVariable)
}

func cause(attribute path.Path) string {
	if attribute.Equal(path.Root("capacity")) {
		return "a smaller " + property.Name("capacity")
	}
	return "another " + property.Name(attribute.String())
}

// replacements are the attributes whose change replaces the volume.
func replacements(state, plan model, sized bool) path.Paths {
	var changed path.Paths
	if !plan.Name.Equal(state.Name) {
		changed = append(changed, path.Root("name"))
	}
	if !plan.Pool.Equal(state.Pool) {
		changed = append(changed, path.Root("pool"))
	}
	if plan.Target != nil && plan.format() != state.format() {
		changed = append(changed, path.Root("target"))
	}
	if plan.isSmaller(state) {
		changed = append(changed, path.Root("capacity"))
	}
	if plan.isUploaded() && state.isUploaded() {
		if !plan.Create.Content.URL.Equal(state.Create.Content.URL) {
			changed = append(changed, path.Root("create").AtName("content").AtName("url"))
		}
		// A file of another size; a capacity of its own grows in place.
		if !sized && !plan.Capacity.IsUnknown() && !plan.Capacity.Equal(state.Capacity) && !plan.isSmaller(state) {
			changed = append(changed, path.Root("capacity"))
		}
	}
	return changed
}
