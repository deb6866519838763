// Package lifecycle has what the methods of all resources on a host have in common.
package lifecycle

import (
	"context"
	"errors"
	"fmt"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/plaintext"
)

// Resource is embedded by the resources that are managed through a host's libvirt.
type Resource struct {
	host Host
}

// Host is what the provider makes of its configuration.
type Host struct {
	Connection *connection.Connection
	// Deployment is the identity of who makes what is made; empty: it has none.
	Deployment string
}

// Deployment is the one that the provider works for; empty if it is not known.
func (r *Resource) Deployment() string {
	return r.host.Deployment
}

// Configure takes what the provider made of its configuration. Terraform validates a
// configuration without having configured the provider, and then there is none.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	if req.ProviderData == nil {
		return
	}
	made, ok := req.ProviderData.(Host)
	if !ok {
		AddError(&resp.Diagnostics, "Configuring a resource", fmt.Errorf("the provider passed on %T where lifecycle.Host is expected; this is a fault of the provider, so report it", req.ProviderData))
		return
	}
	r.host = made
}

// Run connects and carries out an action. An error becomes a diagnostic under
// the action's name, which is verb, object and name: "Creating the network quantum-br0".
func (r *Resource) Run(ctx context.Context, action string, diagnostics *diag.Diagnostics, do func(*libvirt.Libvirt) error) {
	if r.host.Connection == nil {
		AddError(diagnostics, action, errors.New("the provider was not configured, so the host is not known; this is a fault of the provider or of the program that runs it, so report it"))
		return
	}
	AddError(diagnostics, action, r.host.Connection.Do(ctx, do))
}

// What of a diagnostic a person is shown: names and causes may come from a host.
const (
	summaryBytes = 300
	detailBytes  = 4000
)

// AddError adds an error, if there is one, as a diagnostic under the action's name.
func AddError(diagnostics *diag.Diagnostics, action string, err error) {
	if err != nil {
		diagnostics.AddError(plaintext.Clean(action, summaryBytes), plaintext.Lines(err.Error(), detailBytes)+".")
	}
}

// AddWarning adds a warning.
func AddWarning(diagnostics *diag.Diagnostics, summary, detail string) {
	diagnostics.AddWarning(plaintext.Clean(summary, summaryBytes), plaintext.Lines(detail, detailBytes))
}

// AddRecordedWarning adds a warning whose last line is for programs, which is
// neither cut nor changed: it must be of visible ASCII alone.
func AddRecordedWarning(diagnostics *diag.Diagnostics, summary, detail, line string) {
	diagnostics.AddWarning(plaintext.Clean(summary, summaryBytes), plaintext.Lines(detail, detailBytes)+"\n"+line)
}

// Source is a plan or a state.
type Source interface {
	Get(ctx context.Context, target any) diag.Diagnostics
}

// Get reads a plan or a state into a model, and reports whether nothing has failed yet.
func Get[Model any](ctx context.Context, source Source, diagnostics *diag.Diagnostics) (Model, bool) {
	var model Model
	diagnostics.Append(source.Get(ctx, &model)...)
	return model, !diagnostics.HasError()
}
