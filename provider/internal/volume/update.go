package volume

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/volume/pool"
)

// updateIn applies the plan and returns the new state.
func (m model) updateIn(storage *pool.Pool, state model) (model, error) {
	if m.isUploaded() && !state.isUploaded() {
		verified, err := m.verify(storage)
		if err != nil {
			return m, err
		}
		m = verified
	}
	size, err := m.bytes()
	if err != nil {
		return m, err
	}
	existing, err := m.require(storage)
	if err != nil {
		return m, err
	}
	if err := state.recognize(storage, existing); err != nil {
		return m, err
	}
	return m, storage.Grow(existing, size)
}

// deleteFrom deletes the volume, if it is there.
func (m model) deleteFrom(storage *pool.Pool) error {
	existing, err := storage.Find(m.Name.ValueString())
	if err != nil || existing == nil {
		return err
	}
	if err := m.requirePath(existing); err != nil {
		return err
	}
	return storage.Delete(existing)
}

// recognize returns an error unless the existing volume is the one of the state,
// and may be used.
func (m model) recognize(storage *pool.Pool, existing *pool.Volume) error {
	if err := m.requirePath(existing); err != nil {
		return err
	}
	if m.format() == pool.QCOW2 && existing.Format == pool.QCOW2 {
		return storage.RequireStandalone(existing)
	}
	return nil
}

// requirePath returns an error if the pool of the name is another one than it was.
func (m model) requirePath(existing *pool.Volume) error {
	if path := m.Path.ValueString(); path != "" && path != existing.Path {
		return fmt.Errorf("the storage pool %s now has this volume at %s instead of %s: it is another pool of the same name; nothing was changed. Define the pool as it was (virsh pool-edit %[1]s; virsh pool-destroy %[1]s; virsh pool-start %[1]s); without quantum-kvm, the new volume can be managed in its place: terraform state rm <address>, then terraform import <address> %[4]s", m.Pool.ValueString(), existing.Path, path, m)
	}
	return nil
}

// verify compares an imported volume with the file that it is now said to come from.
func (m model) verify(storage *pool.Pool) (model, error) {
	content, err := m.source()
	if err != nil {
		return m, err
	}
	if m.Capacity.IsNull() || m.Capacity.IsUnknown() {
		m.Capacity = types.Int64Value(content.capacity)
	}
	existing, err := m.require(storage)
	if err != nil {
		return m, err
	}
	uploaded, err := m.uploadedBytes(storage, existing, content)
	if err == nil && uploaded < content.size {
		err = fmt.Errorf("the volume holds only the first %d of the %d bytes of %s; delete it and run the same command again", uploaded, content.size, content.file)
	}
	return m, err
}

func (m model) require(storage *pool.Pool) (*pool.Volume, error) {
	existing, err := storage.Find(m.Name.ValueString())
	if err == nil && existing == nil {
		err = errors.New("the volume is gone from the pool; run the same command again to have it made anew")
	}
	return existing, err
}
