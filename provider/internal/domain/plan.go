package domain

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// ModifyPlan only warns: a plan shows an update in place, and its reviewer
// should know that the guest goes down for it. It asks no host.
func (r *domainResource) ModifyPlan(_ context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || req.State.Raw.IsNull() {
		return
	}
	var plan, state map[string]tftypes.Value
	if req.Plan.Raw.As(&plan) != nil || req.State.Raw.As(&state) != nil || isFalse(state["running"]) {
		return
	}
	if names := restarting(plan, state); len(names) > 0 {
		resp.Diagnostics.AddWarning(
			fmt.Sprintf("Updating the VM %s may restart its guest", textOf(state["name"])),
			fmt.Sprintf("Unless the guest already runs with the planned values of %s, it is asked to shut down and is started again. If it does not shut down within update.shutdown.timeout, nothing is changed.", strings.Join(names, ", ")),
		)
	}
}

func restarting(plan, state map[string]tftypes.Value) []string {
	var names []string
	for name, planned := range plan {
		if _, live := effects[name]; !live && !planned.Equal(state[name]) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

func isFalse(value tftypes.Value) bool {
	var truth bool
	return value.IsKnown() && !value.IsNull() && value.As(&truth) == nil && !truth
}

func textOf(value tftypes.Value) string {
	var text string
	_ = value.As(&text)
	return text
}
