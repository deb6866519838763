package pool

import (
	"fmt"
	"io"
	"os"
)

// Upload writes the bytes of a local file of the given size, from the offset on,
// into the volume.
func (p *Pool) Upload(volume *Volume, file string, offset, size int64) error {
	source, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("the file to upload cannot be opened: %w", err)
	}
	defer source.Close()
	section := io.NewSectionReader(source, offset, size-offset)
	counted := &counter{reader: section}
	if err := p.libvirt.StorageVolUpload(volume.volume, counted, uint64(offset), uint64(size-offset), 0); err != nil {
		return err
	}
	if counted.total != size-offset {
		return fmt.Errorf("%s became shorter while it was uploaded; run the same command again", file)
	}
	return nil
}

type counter struct {
	reader io.Reader
	total  int64
}

func (c *counter) Read(buffer []byte) (int, error) {
	n, err := c.reader.Read(buffer)
	c.total += int64(n)
	return n, err
}
