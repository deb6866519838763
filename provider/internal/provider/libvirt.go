package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain"
	"quantum-kvm/provider/internal/domain/model"
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
			"deployment": schema.StringAttribute{
				Description: "UUID, in lower case, of the deployment that makes what is made; the tags of networks name it. A network of another one is used and stays. Default: none, and every network made by this provider counts as its own.",
				Optional:    true,
				Validators:  []validator.String{stringvalidator.RegexMatches(model.UUIDPattern, "must be a UUID in lower case")},
			},
		},
	}
}

// Configure parses the URI and nothing more: a host is connected to when a
// resource first needs it, so that one without libvirt can still be planned.
func (p *libvirtProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var uri, deployment types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("uri"), &uri)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("deployment"), &deployment)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if uri.IsUnknown() {
		failed := connection.NewFailed(errors.New("the provider's uri is not known yet; apply the resources it depends on first, with -target"))
		resp.ResourceData = lifecycle.Host{Connection: failed}
		return
	}
	target, err := libvirturi.Parse(uri.ValueString())
	if err != nil {
		// Not as an error of the attribute: Terraform would print its line, and with it a password.
		lifecycle.AddError(&resp.Diagnostics, "Reading the provider's configuration", err)
		return
	}
	resp.ResourceData = lifecycle.Host{Connection: connection.New(p.interrupted, target), Deployment: deployment.ValueString()}
}

func (p *libvirtProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{network.New, volume.New, domain.New}
}

func (p *libvirtProvider) DataSources(context.Context) []func() datasource.DataSource {
	return nil
}
