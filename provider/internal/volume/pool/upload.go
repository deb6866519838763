package pool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Upload writes the bytes of a local file of the given size, from the offset on,
// into the volume.
func (p *Pool) Upload(ctx context.Context, volume *Volume, file string, offset, size int64) error {
	source, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("the file to upload cannot be opened: %w", err)
	}
	defer source.Close()
	section := io.NewSectionReader(source, offset, size-offset)
	counted := &counter{ctx: ctx, reader: section}
	if err := p.libvirt.StorageVolUpload(volume.volume, counted, uint64(offset), uint64(size-offset), 0); err != nil {
		return err
	}
	if counted.total != size-offset {
		return fmt.Errorf("%s became shorter while it was uploaded; run the same command again", file)
	}
	return nil
}

// counter is a reader that ends with its context: the client then tells libvirt
// that the upload is aborted.
type counter struct {
	ctx    context.Context
	reader io.Reader
	total  int64
}

var errInterrupted = errors.New("the run was interrupted in the upload, and what was uploaded is not kept; run the same command again")

func (c *counter) Read(buffer []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, errInterrupted
	}
	n, err := c.reader.Read(buffer)
	c.total += int64(n)
	return n, err
}
