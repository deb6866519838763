package domain

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"quantum-kvm/provider/internal/domain/consequence"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/lifecycle"
	"quantum-kvm/provider/internal/ptr"
)

// guestKey is where the private state keeps, for the plan, what the refresh has
// seen of the guest.
const guestKey = "guest"

// guestOf is the guest as the refresh has seen it. One that was not seen by this
// version counts as running: that is the worst for it.
func guestOf(ctx context.Context, private lifecycle.PrivateState, diagnostics *diag.Diagnostics) consequence.Guest {
	guest, seen := lifecycle.GetPrivate[consequence.Guest](ctx, private, guestKey, diagnostics)
	guest.Active = guest.Active || !seen
	return guest
}

// ModifyPlan shows what an update in place means for the guest, to a person and to
// programs, and refuses what nobody can have meant. It does not connect to the host.
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
	if !ok {
		return
	}
	guest := guestOf(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	consequences := consequence.FromState(state, plan, guest)
	if len(consequences.Exchanged) > 0 && !lifecycle.MayReplaceDisks() {
		lifecycle.AddError(&resp.Diagnostics, "Planning the VM "+*state.Name, exchangeError(consequences.Exchanged[0]))
		return
	}
	summary, detail := consequences.Warning(*state.Name)
	if guest.Active && !ptr.Deref(plan.Running, true) {
		summary, detail = fmt.Sprintf("Updating the VM %s shuts its guest down", *state.Name), "running is false: the guest is asked to shut down, and stays off."
	}
	if summary == "" {
		return
	}
	line, err := consequences.Record(*state.Name).Line()
	if err != nil {
		lifecycle.AddError(&resp.Diagnostics, "Planning the VM "+*state.Name, err)
		return
	}
	lifecycle.AddRecordedWarning(&resp.Diagnostics, summary, detail, line)
	if guest.Adopted {
		summary, detail := consequences.AdoptedWarning(*state.Name)
		lifecycle.AddWarning(&resp.Diagnostics, summary, detail)
	}
}

// exchangeError is about a disk that somebody changed on the host, or a
// configuration that puts another one in its place.
func exchangeError(disk consequence.Change) error {
	return fmt.Errorf("%s: what is on the present one would be lost to the guest. If that was changed on the host (a snapshot or a copy of the disk, virsh edit), change it back there. If the contents may go, run quantum-kvm deploy --allow data-loss, or set %s=yes for Terraform", disk.SourceText(), lifecycle.ReplaceDisksVariable)
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
