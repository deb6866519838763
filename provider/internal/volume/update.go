package volume

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/volume/pool"
)

// updateIn applies the plan and returns the new state.
func (m model) updateIn(storage *pool.Pool, state model) (model, error) {
	if m.isUploaded() {
		if state.isUploaded() {
			return m, nil
		}
		return m.verify(storage)
	}
	size, err := m.bytes()
	if err != nil {
		return m, err
	}
	existing, err := m.require(storage)
	if err != nil {
		return m, err
	}
	return m, storage.Grow(existing, size)
}

// verify compares an imported volume with the file that it is now said to come from.
func (m model) verify(storage *pool.Pool) (model, error) {
	file, size, err := m.source()
	if err != nil {
		return m, err
	}
	existing, err := m.require(storage)
	if err != nil {
		return m, err
	}
	uploaded, err := m.uploadedBytes(storage, existing, file, size)
	if err == nil && uploaded < size {
		err = fmt.Errorf("the volume holds only the first %d of the %d bytes of %s; delete it and run the same command again", uploaded, size, file)
	}
	m.Capacity = types.Int64Value(size)
	return m, err
}

func (m model) require(storage *pool.Pool) (*pool.Volume, error) {
	existing, err := storage.Find(m.Name.ValueString())
	if err == nil && existing == nil {
		err = errors.New("the volume is gone from the pool; run the same command again to have it made anew")
	}
	return existing, err
}
