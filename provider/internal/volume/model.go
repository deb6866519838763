package volume

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/unit"
	"quantum-kvm/provider/internal/volume/pool"
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

func targetOf(formatName string) *target {
	return &target{&format{types.StringValue(formatName)}}
}

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

// setBytes sets the capacity, in the present unit if that gives a whole number.
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

// format is the volume's canonical format.
func (m model) format() string {
	if m.Target == nil || m.Target.Format == nil {
		return pool.Raw
	}
	return pool.CanonicalFormat(m.Target.Format.Type.ValueString())
}

// isUploaded reports whether the volume is filled from a local file.
func (m model) isUploaded() bool {
	return m.Create != nil
}

// at sets what the host assigns.
func (m model) at(path string) model {
	m.Path, m.ID = types.StringValue(path), types.StringValue(path)
	return m
}

// incomplete is the state of a volume whose making failed and that could not be
// removed: it has no ID.
func (m model) incomplete() *model {
	m.Path, m.ID = types.StringNull(), types.StringNull()
	return &m
}

// refresh returns the state with what the host has now. The format that libvirt
// detects in a raw file is ignored: a guest decides what is in it.
func (m model) refresh(existing pool.Description) model {
	if m.format() == pool.Raw {
		m.setBytes(existing.Physical)
	} else {
		m.setBytes(existing.Capacity)
	}
	if m.format() != pool.Raw && pool.CanonicalFormat(existing.Format) != m.format() {
		m.Target = targetOf(existing.Format)
	}
	if m.ID.IsNull() {
		m.Path = types.StringValue(existing.Path)
		return m
	}
	return m.at(existing.Path)
}
