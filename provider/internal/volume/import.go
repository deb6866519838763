package volume

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/unit"
	"quantum-kvm/provider/internal/volume/pool"
)

// parseImportID reads "pool/name", or "pool/name=file" for an uploaded volume.
func parseImportID(id string) (model, error) {
	location, url, isUploaded := strings.Cut(id, "=")
	poolName, name, found := strings.Cut(location, "/")
	if !found || poolName == "" || name == "" {
		return model{}, fmt.Errorf("%q does not name a volume; allowed are <pool>/<name> and, for an uploaded one, <pool>/<name>=<file>", id)
	}
	wanted := model{Name: types.StringValue(name), Pool: types.StringValue(poolName)}
	if isUploaded {
		wanted.Create = &create{content{types.StringValue(url)}}
	}
	return wanted, nil
}

// importFrom fills in what the host has. An uploaded volume is compared with its file.
func (m model) importFrom(storage *pool.Pool) (model, error) {
	existing, err := storage.Find(m.Name.ValueString())
	if err == nil && existing == nil {
		err = fmt.Errorf("the pool has no such volume; virsh vol-list %s names those it has", m.Pool.ValueString())
	}
	if err != nil {
		return m, err
	}
	if existing.Format == pool.QCOW2 && !m.isUploaded() {
		if err := storage.RequireStandalone(existing); err != nil {
			return m, err
		}
	}
	m.Target = targetOf(pool.CanonicalFormat(existing.Format))
	if m.isUploaded() {
		// One that was grown after it was filled.
		if m.format() == pool.Raw {
			m.Capacity = types.Int64Value(existing.Physical)
		}
		return m.at(existing.Path).verify(storage)
	}
	capacity, name := unit.Largest(existing.Capacity)
	m.Capacity, m.CapacityUnit = types.Int64Value(capacity), types.StringValue(name)
	return m.at(existing.Path), nil
}
