package volume

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/volume/pool"
	"quantum-kvm/provider/internal/volume/sourcefile"
)

const (
	recognitionTimeout = 20 * time.Second
	recognitionPoll    = 500 * time.Millisecond
)

// createIn creates the volume, or takes over what an interrupted create left. When
// it fails, what was made is removed again; if that fails too, it is returned with
// the error.
func (m model) createIn(ctx context.Context, storage *pool.Pool) (*model, error) {
	if err := storage.Refresh(); err != nil {
		return nil, err
	}
	existing, err := storage.Lookup(m.Name.ValueString())
	if err != nil {
		return nil, err
	}
	if m.isUploaded() {
		return m.createUploaded(ctx, storage, existing)
	}
	return m.createEmpty(storage, existing)
}

// createEmpty takes over an empty volume of the same kind. Another one that is empty,
// as a create of an earlier configuration leaves it, is made anew.
func (m model) createEmpty(storage *pool.Pool, existing *pool.Volume) (*model, error) {
	size, err := m.bytes()
	if err != nil {
		return nil, err
	}
	if existing == nil {
		return m.makeEmpty(storage, size)
	}
	empty, err := storage.IsEmpty(existing)
	if err != nil {
		return nil, err
	}
	if !empty {
		return nil, m.conflictError(existing, fmt.Sprintf("a %s volume of %d bytes that may hold data", existing.Format, existing.Capacity))
	}
	if pool.CanonicalFormat(existing.Format) == m.format() && existing.Capacity == size {
		return new(m.at(existing.Path)), nil
	}
	if err := storage.DeleteUnused(existing); err != nil {
		return nil, fmt.Errorf("the volume that is there is empty, but of another kind (%s of %d bytes instead of %s of %d), and cannot be made anew: %w", existing.Format, existing.Capacity, m.format(), size, err)
	}
	return m.makeEmpty(storage, size)
}

func (m model) makeEmpty(storage *pool.Pool, size int64) (*model, error) {
	created, err := storage.Create(m.Name.ValueString(), m.format(), size)
	if err != nil {
		return m.abandon(storage, created, err)
	}
	return new(m.at(created.Path)), nil
}

func (m model) createUploaded(ctx context.Context, storage *pool.Pool, existing *pool.Volume) (*model, error) {
	content, err := m.source()
	if err != nil {
		return nil, err
	}
	if m.Capacity.IsUnknown() {
		m.Capacity = types.Int64Value(content.capacity)
	}
	if err := m.requireRoom(content); err != nil {
		return nil, err
	}
	release, err := sourcefile.AcquireUploadSlot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	var uploaded int64
	if existing == nil {
		// The file is written over it as it is, whatever its format.
		existing, err = storage.Create(m.Name.ValueString(), pool.Raw, content.size)
		if err != nil {
			return m.abandon(storage, existing, err)
		}
	} else if uploaded, err = m.uploadedBytes(storage, existing, content); err != nil {
		return nil, err
	}
	if err := m.fill(ctx, storage, existing, content, uploaded); err != nil {
		return m.abandon(storage, existing, err)
	}
	return new(m.at(existing.Path)), storage.ReloadMedium(existing.Path)
}

// fill uploads what the volume does not have yet, and gives it its capacity.
func (m model) fill(ctx context.Context, storage *pool.Pool, existing *pool.Volume, content source, uploaded int64) error {
	if uploaded < content.size {
		if err := storage.Upload(ctx, existing, content.file, uploaded, content.size); err != nil {
			return err
		}
	}
	capacity, err := m.bytes()
	if err != nil || m.format() == pool.Raw && capacity == content.capacity {
		return err
	}
	filled, err := m.recognized(ctx, storage)
	if err != nil {
		return err
	}
	return storage.Grow(filled, capacity)
}

// recognized is the volume once libvirt knows the format of its new content. It does
// not look while another volume of the pool is being made.
func (m model) recognized(ctx context.Context, storage *pool.Pool) (*pool.Volume, error) {
	for deadline := time.Now().Add(recognitionTimeout); ; {
		if err := storage.Refresh(); err != nil {
			return nil, err
		}
		filled, err := m.require(storage)
		if err != nil || m.format() == pool.Raw || filled.Format == m.format() {
			return filled, err
		}
		if ctx.Err() != nil || time.Now().After(deadline) {
			return nil, fmt.Errorf("libvirt takes %s for %s instead of %s; run the same command again", filled.Path, filled.Format, m.format())
		}
		time.Sleep(recognitionPoll)
	}
}

// abandon removes what a create that failed has made: the volume, or, without one,
// whatever there is under its name, unless libvirt has refused to make it.
func (m model) abandon(storage *pool.Pool, created *pool.Volume, failed error) (*model, error) {
	var refusal libvirt.Error
	if created == nil && errors.As(failed, &refusal) {
		return nil, failed
	}
	m.Path = types.StringNull()
	if err := m.deleteFrom(storage); err != nil {
		return m.incomplete(), fmt.Errorf("%w; what was made of it may still be on the host, as it could not be removed either (%w). The state has it, so that the next run removes it", failed, err)
	}
	return nil, failed
}

// uploadedBytes counts the bytes of the file that an existing volume already
// has; any other content is an error. A raw volume may have been grown already.
func (m model) uploadedBytes(storage *pool.Pool, existing *pool.Volume, content source) (int64, error) {
	capacity, err := m.bytes()
	if err != nil {
		return 0, err
	}
	grown := m.format() == pool.Raw && existing.Physical == capacity
	if existing.Physical != content.size && !grown {
		return 0, m.conflictError(existing, fmt.Sprintf("a volume of %d bytes instead of the %d of %s", existing.Physical, content.size, content.file))
	}
	result, err := storage.Compare(existing, content.file, content.size)
	if err != nil {
		return 0, err
	}
	if result.Foreign {
		return 0, m.conflictError(existing, "a volume whose content is not that of "+content.file)
	}
	return min(result.Equal, content.size), nil
}

func (m model) conflictError(existing *pool.Volume, what string) error {
	return fmt.Errorf("the pool already has %s under this name, and the state does not hold it; nothing was changed. Move it away on the host (mv %[2]s %[2]s.kept && virsh pool-refresh %[3]s), and run the same command again", what, existing.Path, m.Pool.ValueString())
}
