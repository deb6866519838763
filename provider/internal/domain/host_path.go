package domain

import (
	"context"
	"fmt"
	"path"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// deviceFolder is where libvirt makes and removes the nodes of a guest's devices:
// a path that leads out of it would have it remove a file of the host.
const deviceFolder = "/dev/"

// hostPath is an optional absolute path on the host.
func hostPath(description string) schema.Attribute {
	return pathBelow("/", description)
}

// devicePath is an optional path of a device on the host.
func devicePath(description string) schema.Attribute {
	return pathBelow(deviceFolder, description)
}

func pathBelow(folder, description string) schema.Attribute {
	return schema.StringAttribute{
		Description: description,
		Optional:    true,
		Validators:  []validator.String{plainPath{folder}},
	}
}

// plainPath is a path below a folder by its shortest spelling.
type plainPath struct{ folder string }

var _ validator.String = plainPath{}

func (p plainPath) Description(context.Context) string {
	return fmt.Sprintf("an absolute path below %s, without . and .., double slashes and control characters", p.folder)
}

func (p plainPath) MarkdownDescription(ctx context.Context) string { return p.Description(ctx) }

func (p plainPath) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue
	if value.IsNull() || value.IsUnknown() || p.holds(value.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Path on the host",
		fmt.Sprintf("The path is %.80q; allowed is %s. Correct it where the configuration has it from.", value.ValueString(), p.Description(ctx)))
}

func (p plainPath) holds(value string) bool {
	return strings.HasPrefix(value, p.folder) && len(value) > len(p.folder) &&
		path.Clean(value) == value && !strings.ContainsFunc(value, unicode.IsControl)
}
