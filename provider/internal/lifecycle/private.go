package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// PrivateState is what Terraform keeps of a resource beside its attributes.
type PrivateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// SetPrivate keeps a value under a key of the private state.
func SetPrivate[T any](ctx context.Context, private PrivateState, key string, value T) diag.Diagnostics {
	content, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Keeping "+key, err.Error()+".")}
	}
	return private.SetKey(ctx, key, content)
}

// GetPrivate returns the value under a key, and whether there is one. A value that
// cannot be read is an error: to take it for absent could be to take what belongs
// to others for ours.
func GetPrivate[T any](ctx context.Context, private PrivateState, key string, diagnostics *diag.Diagnostics) (T, bool) {
	var value T
	content, failed := private.GetKey(ctx, key)
	diagnostics.Append(failed...)
	if failed.HasError() || content == nil {
		return value, false
	}
	if err := json.Unmarshal(content, &value); err != nil {
		AddError(diagnostics, "Reading the private state", fmt.Errorf("what the state keeps for the provider under %q cannot be read: %w; nothing was changed. Restore the state from a copy (its .backup has it as it was before the last change); or, for a VM, take it over again: %s", key, err, TakeOverInstead("<id>")))
		return value, false
	}
	return value, true
}
