package lifecycle

import (
	"context"
	"encoding/json"

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

// GetPrivate returns the value under a key, and whether there is one.
func GetPrivate[T any](ctx context.Context, private PrivateState, key string) (T, bool) {
	var value T
	content, diagnostics := private.GetKey(ctx, key)
	found := !diagnostics.HasError() && json.Unmarshal(content, &value) == nil
	return value, found
}
