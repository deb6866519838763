package domain

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// ModifyPlan only warns: a plan shows an update in place, and its reviewer
// should know what it means for the guest. It asks no host.
func (r *domainResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var plan, state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(getKnown(ctx, req.Plan, &plan)...)
	if resp.Diagnostics.HasError() || !pointed(state.Running, true) {
		return
	}
	if !pointed(plan.Running, true) {
		resp.Diagnostics.AddWarning(fmt.Sprintf("Updating the VM %s shuts its guest down", *state.Name), "running is false: the guest is asked to shut down, and stays off.")
		return
	}
	effect := foreseen(state, plan, wasAdopted(ctx, req.Private))
	if title, text := effect.inWords(*state.Name); title != "" {
		resp.Diagnostics.AddWarning(title, text)
		if effect.adopted {
			resp.Diagnostics.AddWarning(effect.ofAdopted(*state.Name))
		}
	}
}

// foreseen are the consequences as far as the state tells them.
func foreseen(state, plan model, adopted bool) consequences {
	return between(state, plan, plan, &state, state.VCPU, adopted)
}

func (c consequences) inWords(name string) (title, text string) {
	switch {
	case len(c.restart) > 0:
		return fmt.Sprintf("Updating the VM %s restarts its guest", name),
			fmt.Sprintf("For %s the guest is asked to shut down and is started again, unless it runs with these values already because only its definition was changed by hand. If it does not shut down within update.shutdown.timeout, nothing is changed.", strings.Join(c.restart, ", "))
	case len(c.online) > 0:
		return fmt.Sprintf("Updating the VM %s does not restart its guest", name),
			fmt.Sprintf("The change of %s is applied to the running guest.", strings.Join(c.online, ", "))
	case len(c.later) > 0:
		return fmt.Sprintf("Updating the VM %s does not restart its guest", name),
			fmt.Sprintf("The change of %s is room for later; the guest gets it when it next starts.", strings.Join(c.later, ", "))
	}
	return "", ""
}

// ofAdopted says what waits. What is in none of the warnings is another
// spelling of what the guest has.
func (c consequences) ofAdopted(name string) (title, text string) {
	return fmt.Sprintf("The guest of the VM %s was started by others", name),
		fmt.Sprintf("For %s the guest keeps what it has until it next starts.", strings.Join(c.later, ", "))
}

// getKnown reads a plan whose unknown values, such as the path of a volume
// that is yet to be made, count as values that are new.
func getKnown(ctx context.Context, plan tfsdk.Plan, target *model) diag.Diagnostics {
	known, err := tftypes.Transform(plan.Raw, func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}
		if value.Type().Is(tftypes.String) {
			return tftypes.NewValue(tftypes.String, "(known after apply)"), nil
		}
		return tftypes.NewValue(value.Type(), nil), nil
	})
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Planning the VM", err.Error()+".")}
	}
	plan.Raw = known
	return plan.Get(ctx, target)
}
