package domain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"quantum-kvm/provider/internal/domain/condition"
	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/machine"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/lifecycle"
	"quantum-kvm/provider/internal/ptr"
)

// observedKey is where the private state keeps, for the plan, what the VM was found in.
const observedKey = "observed"

// observedBy is what the last read found; without one, as far as the state tells.
func observedBy(ctx context.Context, private lifecycle.PrivateState, state model.Domain, diagnostics *diag.Diagnostics) machine.Observed {
	if observed, found := lifecycle.GetPrivate[machine.Observed](ctx, private, observedKey, diagnostics); found {
		return observed
	}
	power := condition.Power{State: condition.Shutoff}
	if ptr.Deref(state.Running, true) {
		power.State = condition.Running
	}
	return machine.Observed{Condition: condition.Condition{Power: power}}
}

// ModifyPlan refuses what the VM is in no condition for, and warns: a plan shows an
// update in place, and its reviewer should know what it means for the guest. It does
// not connect to the host.
func (r *domainResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() {
		return
	}
	state, ok := lifecycle.Get[model.Domain](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	observed := observedBy(ctx, req.Private, state, &resp.Diagnostics)
	if req.Plan.Raw.IsNull() {
		reviewDeletion(*state.Name, observed.Condition, &resp.Diagnostics)
		return
	}
	known, err := withoutUnknowns(req.Plan)
	if err != nil {
		lifecycle.AddError(&resp.Diagnostics, "Planning the VM", err)
		return
	}
	if plan, ok := lifecycle.Get[model.Domain](ctx, known, &resp.Diagnostics); ok {
		reviewUpdate(state, plan, observed, &resp.Diagnostics)
	}
}

// reviewDeletion: the deletion itself looks again.
func reviewDeletion(name string, c condition.Condition, diagnostics *diag.Diagnostics) {
	lifecycle.AddError(diagnostics, "Deleting the VM "+name, errors.Join(c.JobError(name), c.Overlays(name)))
	if lost := c.Lost(); len(lost) > 0 {
		lifecycle.AddWarning(diagnostics, fmt.Sprintf("Deleting the VM %s removes more than its disks", name), strings.Join(lost, ", ")+".")
	}
}

func reviewUpdate(state, plan model.Domain, observed machine.Observed, diagnostics *diag.Diagnostics) {
	name := *state.Name
	obstacles := errors.Join(observed.MovedDisks(name, wantedDisks(plan)), observed.CrashError(name))
	stops := !ptr.Deref(plan.Running, true)
	consequences := consequence.FromState(state, plan, observed.Adopted)
	if observed.HasGuest() && (stops || len(consequences.Restart) > 0) {
		obstacles = errors.Join(obstacles, observed.JobError(name))
	}
	if lifecycle.AddError(diagnostics, "Updating the VM "+name, obstacles); obstacles != nil || !observed.HasGuest() {
		return
	}
	if stops {
		lifecycle.AddWarning(diagnostics, fmt.Sprintf("Updating the VM %s shuts its guest down", name), "running is false: the guest is asked to shut down, and stays off.")
		return
	}
	if summary, detail := consequences.Warning(name); summary != "" {
		lifecycle.AddWarning(diagnostics, summary, detail)
		if observed.Adopted {
			summary, detail := consequences.AdoptedWarning(name)
			lifecycle.AddWarning(diagnostics, summary, detail)
		}
	}
}

// wantedDisks are those of a plan; what is not known yet has no path.
func wantedDisks(plan model.Domain) map[string]condition.Wanted {
	wanted := machine.WantedDisks(plan)
	for target, disk := range wanted {
		if disk.Path == unknownText {
			wanted[target] = condition.Wanted{InFile: disk.InFile}
		}
	}
	return wanted
}

// unknownText stands for what is known after the apply.
const unknownText = "(known after apply)"

// withoutUnknowns is a plan whose unknown values, such as the path of a volume
// that is yet to be created, are values that differ from all others.
func withoutUnknowns(plan tfsdk.Plan) (tfsdk.Plan, error) {
	known, err := tftypes.Transform(plan.Raw, func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}
		if value.Type().Is(tftypes.String) {
			return tftypes.NewValue(tftypes.String, unknownText), nil
		}
		return tftypes.NewValue(value.Type(), nil), nil
	})
	plan.Raw = known
	return plan, err
}
