package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain"
	"quantum-kvm/provider/internal/libvirturi"
	"quantum-kvm/provider/internal/lifecycle"
	"quantum-kvm/provider/internal/network"
	"quantum-kvm/provider/internal/volume"
)

var _ provider.Provider = (*libvirtProvider)(nil)

type libvirtProvider struct {
	version string
	// interrupted is done when the process was asked to stop.
	interrupted context.Context
}

func (p *libvirtProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = string(Libvirt)
	resp.Version = p.version
}

func (p *libvirtProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "Virtual machines of one libvirt host.",
		Attributes: map[string]schema.Attribute{
			"uri": schema.StringAttribute{
				Description: "libvirt URI: qemu:///system (the default), or qemu+ssh://user@host:port/system?keyfile=<file>&knownhosts=<file>. Passwords are refused.",
				Optional:    true,
			},
		},
	}
}

// Configure parses the URI and nothing more: a host is connected to when a
// resource first needs it, so that one without libvirt can still be planned.
func (p *libvirtProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var uri types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("uri"), &uri)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if uri.IsUnknown() {
		resp.ResourceData = connection.NewFailed(errors.New("the provider's uri is not known yet; apply the resources it depends on first, with -target"))
		return
	}
	target, err := libvirturi.Parse(uri.ValueString())
	if err != nil {
		// Not as an error of the attribute: Terraform would print its line, and with it a password.
		lifecycle.AddError(&resp.Diagnostics, "Reading the provider's configuration", err)
		return
	}
	resp.ResourceData = connection.New(p.interrupted, target)
}

func (p *libvirtProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{network.New, volume.New, domain.New}
}

func (p *libvirtProvider) DataSources(context.Context) []func() datasource.DataSource {
	return nil
}
