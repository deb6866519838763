package volume

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/volume/pool"
	"quantum-kvm/provider/internal/volume/sourcefile"
)

// createIn creates the volume, or takes over what an interrupted create left.
func (m model) createIn(ctx context.Context, storage *pool.Pool) (model, error) {
	if err := storage.Refresh(); err != nil {
		return model{}, err
	}
	existing, err := storage.Lookup(m.Name.ValueString())
	if err != nil {
		return model{}, err
	}
	if m.isUploaded() {
		return m.createUploaded(ctx, storage, existing)
	}
	return m.createEmpty(storage, existing)
}

func (m model) createEmpty(storage *pool.Pool, existing *pool.Volume) (model, error) {
	size, err := m.bytes()
	if err != nil {
		return model{}, err
	}
	if existing == nil {
		created, err := storage.Create(m.Name.ValueString(), m.format(), size)
		if err != nil {
			return model{}, err
		}
		return m.at(created.Path), nil
	}
	if pool.CanonicalFormat(existing.Format) != m.format() || existing.Capacity != size {
		return model{}, m.conflictError(existing, fmt.Sprintf("a %s volume of %d bytes instead of %s of %d", existing.Format, existing.Capacity, m.format(), size))
	}
	empty, err := storage.IsEmpty(existing)
	if err != nil {
		return model{}, err
	}
	if !empty {
		return model{}, m.conflictError(existing, "a volume that may hold data")
	}
	return m.at(existing.Path), nil
}

func (m model) createUploaded(ctx context.Context, storage *pool.Pool, existing *pool.Volume) (model, error) {
	file, size, err := m.source()
	if err != nil {
		return model{}, err
	}
	m.Capacity = types.Int64Value(size)
	release, err := sourcefile.AcquireUploadSlot(ctx)
	if err != nil {
		return model{}, err
	}
	defer release()
	var uploaded int64
	if existing == nil {
		existing, err = storage.Create(m.Name.ValueString(), m.format(), size)
	} else {
		uploaded, err = m.uploadedBytes(storage, existing, file, size)
	}
	if err == nil && uploaded < size {
		err = storage.Upload(ctx, existing, file, uploaded, size)
	}
	if err == nil {
		err = storage.ReloadMedium(existing.Path)
	}
	if err != nil {
		return model{}, err
	}
	return m.at(existing.Path), nil
}

// uploadedBytes counts the bytes of the file that an existing volume already
// has; any other content is an error.
func (m model) uploadedBytes(storage *pool.Pool, existing *pool.Volume, file string, size int64) (int64, error) {
	if existing.Physical != size {
		return 0, m.conflictError(existing, fmt.Sprintf("a volume of %d bytes instead of the %d of %s", existing.Physical, size, file))
	}
	result, err := storage.Compare(existing, file, size)
	if err != nil {
		return 0, err
	}
	if result.Foreign {
		return 0, m.conflictError(existing, "a volume whose content is not that of "+file)
	}
	return result.Equal, nil
}

func (m model) conflictError(existing *pool.Volume, what string) error {
	return fmt.Errorf("the pool already has %s under this name (%s); nothing was changed. Move it away, or, if it is to be managed from here, run: terraform import <address> %s", what, existing.Path, m)
}
