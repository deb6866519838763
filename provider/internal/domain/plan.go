package domain

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/lifecycle"
	"quantum-kvm/provider/internal/ptr"
)

// adoptedKey is where the private state keeps, for the plan, that the guest is adopted.
const adoptedKey = "adopted"

// ModifyPlan only warns: a plan shows an update in place, and its reviewer
// should know what it means for the guest. It does not connect to the host.
func (r *domainResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	known, err := withoutUnknowns(req.Plan)
	if err != nil {
		lifecycle.AddError(&resp.Diagnostics, "Planning the VM", err)
		return
	}
	state, _ := lifecycle.Get[model.Domain](ctx, req.State, &resp.Diagnostics)
	plan, ok := lifecycle.Get[model.Domain](ctx, known, &resp.Diagnostics)
	if !ok || !ptr.Deref(state.Running, true) {
		return
	}
	if !ptr.Deref(plan.Running, true) {
		lifecycle.AddWarning(&resp.Diagnostics, fmt.Sprintf("Updating the VM %s shuts its guest down", *state.Name), "running is false: the guest is asked to shut down, and stays off.")
		return
	}
	adopted, _ := lifecycle.GetPrivate[bool](ctx, req.Private, adoptedKey, &resp.Diagnostics)
	consequences := consequence.FromState(state, plan, adopted)
	if summary, detail := consequences.Warning(*state.Name); summary != "" {
		lifecycle.AddWarning(&resp.Diagnostics, summary, detail)
		if adopted {
			summary, detail := consequences.AdoptedWarning(*state.Name)
			lifecycle.AddWarning(&resp.Diagnostics, summary, detail)
		}
	}
}

// withoutUnknowns is a plan whose unknown values, such as the path of a volume
// that is yet to be created, are values that differ from all others.
func withoutUnknowns(plan tfsdk.Plan) (tfsdk.Plan, error) {
	known, err := tftypes.Transform(plan.Raw, func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}
		if value.Type().Is(tftypes.String) {
			return tftypes.NewValue(tftypes.String, "(known after apply)"), nil
		}
		return tftypes.NewValue(value.Type(), nil), nil
	})
	plan.Raw = known
	return plan, err
}
