package volume

import (
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/unit"
)

// model is the resource's data.
type model struct {
	Name         types.String `tfsdk:"name"`
	Pool         types.String `tfsdk:"pool"`
	Capacity     types.Int64  `tfsdk:"capacity"`
	CapacityUnit types.String `tfsdk:"capacity_unit"`
	Target       *target      `tfsdk:"target"`
	Create       *create      `tfsdk:"create"`
	ID           types.String `tfsdk:"id"`
	Path         types.String `tfsdk:"path"`
}

type target struct {
	Format *format `tfsdk:"format"`
}

type format struct {
	Type types.String `tfsdk:"type"`
}

type create struct {
	Content content `tfsdk:"content"`
}

type content struct {
	URL types.String `tfsdk:"url"`
}

// raw is the format of a volume that names none, as in libvirt.
const raw = "raw"

// String names the volume for messages.
func (m model) String() string {
	return m.Pool.ValueString() + "/" + m.Name.ValueString()
}

// bytes is the capacity in bytes.
func (m model) bytes() (int64, error) {
	name := m.CapacityUnit.ValueString()
	if name == "" {
		name = "bytes"
	}
	return unit.Bytes(m.Capacity.ValueInt64(), name)
}

// setBytes sets the capacity, in the unit at hand if that holds it as a whole number.
func (m *model) setBytes(size int64) {
	if current, err := m.bytes(); err == nil && current == size {
		return
	}
	if one, err := unit.Bytes(1, m.CapacityUnit.ValueString()); err == nil && size%one == 0 {
		m.Capacity = types.Int64Value(size / one)
		return
	}
	m.Capacity, m.CapacityUnit = types.Int64Value(size), types.StringNull()
}

// format is the volume's format as far as it makes a difference: libvirt
// guesses "iso" from the content of a raw file.
func (m model) format() string {
	if m.Target == nil || m.Target.Format == nil {
		return raw
	}
	return canonicalFormat(m.Target.Format.Type.ValueString())
}

func canonicalFormat(name string) string {
	if name == "iso" || name == "" {
		return raw
	}
	return name
}

// uploaded tells whether the volume is filled from a file of this machine.
func (m model) uploaded() bool {
	return m.Create != nil
}

// file is the local file of an uploaded volume.
func (m model) file() (string, error) {
	return localFile(m.Create.Content.URL.ValueString())
}

// localFile reads a URL: a plain path or file://, relative ones from the working directory.
func localFile(url string) (string, error) {
	scheme, rest, found := strings.Cut(url, "://")
	if !found {
		return url, nil
	}
	if scheme != "file" || rest == "" {
		return "", fmt.Errorf("create.content.url is a %q URL; allowed are a file's path and file://<path>: download the file first", scheme)
	}
	return rest, nil
}

// sizeOf is a local file's size in bytes. A missing file is an error that satisfies os.IsNotExist.
func sizeOf(file string) (int64, error) {
	information, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	if !information.Mode().IsRegular() || information.Size() == 0 {
		return 0, fmt.Errorf("create.content.url: %s is empty or not a file; name the file to upload", file)
	}
	return information.Size(), nil
}
