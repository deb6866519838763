package volume

import (
	"fmt"

	"quantum-kvm/provider/internal/property"
	"quantum-kvm/provider/internal/volume/pool"
	"quantum-kvm/provider/internal/volume/sourcefile"
)

// source is the local file that an uploaded volume is filled from.
type source struct {
	file string
	// size is how many bytes it has.
	size int64
	// capacity is how many bytes a guest sees of its content.
	capacity int64
}

// file is the local file of an uploaded volume.
func (m model) file() (string, error) {
	return sourcefile.Path(m.Create.Content.URL.ValueString())
}

// source looks into the local file of an uploaded volume. A missing file is an
// error that is [os.ErrNotExist].
func (m model) source() (source, error) {
	file, err := m.file()
	if err != nil {
		return source{}, err
	}
	size, err := sourcefile.Size(file)
	if err != nil {
		return source{}, fmt.Errorf("the file to upload: %w; name one in %s, by an absolute path", err, property.Name("create.content.url"))
	}
	found := source{file, size, size}
	if m.format() == pool.QCOW2 {
		found.capacity, err = pool.FileCapacity(file)
	}
	return found, err
}

// requireRoom returns an error unless the content has room in the capacity.
func (m model) requireRoom(content source) error {
	capacity, err := m.bytes()
	if err == nil && capacity < content.capacity {
		err = fmt.Errorf("capacity is %d bytes, but the content of %s needs %d; raise it, or leave capacity out, and the volume has the size of its content. Where it is left out, the file has changed since the plan: plan again", capacity, content.file, content.capacity)
	}
	return err
}
