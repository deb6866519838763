package lifecycle

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"quantum-kvm/provider/internal/connection"
)

func TestWithoutAConnectionAnActionFailsUnderItsName(t *testing.T) {
	var r Resource
	failed := connection.NewFailed(errors.New("the host is away"))
	r.Configure(t.Context(), resource.ConfigureRequest{ProviderData: Host{Connection: failed}}, &resource.ConfigureResponse{})
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
	var diagnostics diag.Diagnostics
	if _, found := GetPrivate[string](t.Context(), private, "key", &diagnostics); found {
		t.Error("a value was found before it was set")
	}
	if diagnostics := SetPrivate(t.Context(), private, "key", "value"); diagnostics.HasError() {
		t.Fatal(diagnostics)
	}
	if value, found := GetPrivate[string](t.Context(), private, "key", &diagnostics); !found || value != "value" || len(diagnostics) > 0 {
		t.Errorf("%q, %v, %v", value, found, diagnostics)
	}
}

func TestPrivateStateThatCannotBeReadIsAnError(t *testing.T) {
	for _, content := range []string{"", "{", "\"yes\"", "[true]", "1"} {
		var diagnostics diag.Diagnostics
		_, found := GetPrivate[bool](t.Context(), privateState{"foreign": []byte(content)}, "foreign", &diagnostics)
		if found || len(diagnostics) != 1 || !strings.Contains(diagnostics[0].Detail(), `under "foreign" cannot be read`) {
			t.Errorf("%q: %v, %v", content, found, diagnostics)
		}
	}
}

func TestProviderDataOfAnotherTypeIsAnError(t *testing.T) {
	var r Resource
	var resp resource.ConfigureResponse
	r.Configure(t.Context(), resource.ConfigureRequest{ProviderData: "a string"}, &resp)
	if len(resp.Diagnostics) != 1 || !strings.Contains(resp.Diagnostics[0].Detail(), "passed on string where lifecycle.Host is expected") {
		t.Errorf("reported %v", resp.Diagnostics)
	}
}

// Terraform validates before it configures.
func TestWithoutProviderDataNothingIsCarriedOut(t *testing.T) {
	var r Resource
	var resp resource.ConfigureResponse
	r.Configure(t.Context(), resource.ConfigureRequest{}, &resp)
	if len(resp.Diagnostics) > 0 {
		t.Errorf("reported %v", resp.Diagnostics)
	}
	var diagnostics diag.Diagnostics
	r.Run(t.Context(), "Creating the network n", &diagnostics, func(*libvirt.Libvirt) error {
		t.Error("the action was carried out")
		return nil
	})
	if len(diagnostics) != 1 || diagnostics[0].Summary() != "Creating the network n" || !strings.Contains(diagnostics[0].Detail(), "was not configured") {
		t.Errorf("reported %v", diagnostics)
	}
}
