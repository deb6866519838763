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

// observedBy is what the last read found. A VM that was not read by this version
// counts as running: that is the worst for its guest.
func observedBy(ctx context.Context, private lifecycle.PrivateState, diagnostics *diag.Diagnostics) machine.Observed {
	if observed, found := lifecycle.GetPrivate[machine.Observed](ctx, private, observedKey, diagnostics); found {
		return observed
	}
	return machine.Observed{Condition: condition.Condition{Power: condition.Power{State: condition.Running}}}
}

// ModifyPlan refuses what the VM is in no condition for and what nobody can have
// meant, and shows what an update in place means for the guest, to a person and to
// programs. It does not connect to the host.
func (r *domainResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() {
		return
	}
	state, ok := lifecycle.Get[model.Domain](ctx, req.State, &resp.Diagnostics)
	if !ok {
		return
	}
	observed := observedBy(ctx, req.Private, &resp.Diagnostics)
	if req.Plan.Raw.IsNull() {
		reviewDeletion(*state.Name, observed.Condition, &resp.Diagnostics)
		return
	}
	// Terraform plans a destruction as an update first, which is never applied.
	if lifecycle.IsDestroying() {
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
	lifecycle.AddError(diagnostics, "Deleting the VM "+name, c.RemovalRefusal(name))
	warnOfLoss(name, c.Lost(), diagnostics)
}

// warnOfLoss says in the same words what a deletion will remove and what it has
// removed, so that one who has read the former is told only of what came since.
func warnOfLoss(name string, lost []string, diagnostics *diag.Diagnostics) {
	if len(lost) > 0 {
		lifecycle.AddWarning(diagnostics, fmt.Sprintf("Deleting the VM %s removes more than its disks", name), strings.Join(lost, ", ")+".")
	}
}

func reviewUpdate(state, plan model.Domain, observed machine.Observed, diagnostics *diag.Diagnostics) {
	name := *state.Name
	obstacles := errors.Join(observed.MovedDisks(name, wantedDisks(plan)), observed.Refusal(name))
	stops := !ptr.Deref(plan.Running, true)
	consequences := consequence.FromState(state, plan, observed.Guest())
	if observed.HasGuest() && (stops || len(consequences.Restarts()) > 0) {
		obstacles = errors.Join(obstacles, observed.JobError(name))
	}
	if obstacles == nil {
		obstacles = refuseExchange(consequences)
	}
	if obstacles != nil {
		lifecycle.AddError(diagnostics, "Updating the VM "+name, obstacles)
		return
	}
	summary, detail := consequences.Warning(name)
	if stops && observed.HasGuest() {
		summary, detail = fmt.Sprintf("Updating the VM %s shuts its guest down", name), "running is false: the guest is asked to shut down, and stays off."
	}
	if summary == "" {
		return
	}
	line, err := consequences.Record(name).Line()
	if err != nil {
		lifecycle.AddError(diagnostics, "Updating the VM "+name, err)
		return
	}
	lifecycle.AddRecordedWarning(diagnostics, summary, detail, line)
	if observed.Adopted && !stops {
		summary, detail := consequences.AdoptedWarning(name)
		lifecycle.AddWarning(diagnostics, summary, detail)
	}
}

// refuseExchange is about a disk that somebody changed on the host, or a
// configuration that puts another one in its place.
func refuseExchange(consequences consequence.Consequences) error {
	if len(consequences.Exchanged) == 0 || lifecycle.MayReplaceDisks() {
		return nil
	}
	return fmt.Errorf("%s: what is on the present one would be lost to the guest. If that was changed on the host (virsh edit), change it back there. If the contents may go, run quantum-kvm deploy --allow data-loss, or set %s=yes for Terraform", consequences.Exchanged[0].SourceText(), lifecycle.ReplaceDisksVariable)
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
