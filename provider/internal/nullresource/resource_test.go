package nullresource

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestCreateKeepsTheTriggersAndGivesAnID(t *testing.T) {
	var described resource.SchemaResponse
	New().Schema(t.Context(), resource.SchemaRequest{}, &described)
	object := described.Schema.Type().TerraformType(t.Context())
	triggers := tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{
		"script": tftypes.NewValue(tftypes.String, "1"),
	})
	plan := tftypes.NewValue(object, map[string]tftypes.Value{
		"id":       tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
		"triggers": triggers,
	})
	created := resource.CreateResponse{State: tfsdk.State{Schema: described.Schema}}
	New().Create(t.Context(), resource.CreateRequest{Plan: tfsdk.Plan{Schema: described.Schema, Raw: plan}}, &created)
	if created.Diagnostics.HasError() {
		t.Fatal(created.Diagnostics)
	}
	var state map[string]tftypes.Value
	if err := created.State.Raw.As(&state); err != nil {
		t.Fatal(err)
	}
	if !state["triggers"].Equal(triggers) || !state["id"].IsFullyKnown() || state["id"].IsNull() {
		t.Errorf("the state is %s", created.State.Raw)
	}
}
