package lifecycle

import (
	"context"
	"errors"
	"testing"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"quantum-kvm/provider/internal/connection"
)

func TestWithoutAConnectionAnActionFailsUnderItsName(t *testing.T) {
	var r Resource
	failed := connection.NewFailed(errors.New("the host is away"))
	r.Configure(t.Context(), resource.ConfigureRequest{ProviderData: failed}, nil)
	var diagnostics diag.Diagnostics
	r.Run(t.Context(), "Creating the network n", &diagnostics, func(*libvirt.Libvirt) error {
		t.Error("the action was carried out")
		return nil
	})
	if len(diagnostics) != 1 || diagnostics[0].Summary() != "Creating the network n" || diagnostics[0].Detail() != "the host is away." {
		t.Errorf("reported %v", diagnostics)
	}
}

type privateState map[string][]byte

func (p privateState) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return p[key], nil
}

func (p privateState) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

func TestPrivateStateKeepsAValue(t *testing.T) {
	private := privateState{}
	if _, found := GetPrivate[string](t.Context(), private, "key"); found {
		t.Error("a value was found before it was set")
	}
	if diagnostics := SetPrivate(t.Context(), private, "key", "value"); diagnostics.HasError() {
		t.Fatal(diagnostics)
	}
	if value, found := GetPrivate[string](t.Context(), private, "key"); !found || value != "value" {
		t.Errorf("%q, %v", value, found)
	}
}
