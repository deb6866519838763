package volume

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/digitalocean/go-libvirt"
)

// upload writes the file's bytes from the offset on into the volume.
func (p *pool) upload(volume libvirt.StorageVol, file string, offset, size int64) error {
	source, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("the file to upload cannot be opened: %w", err)
	}
	defer source.Close()
	section := io.NewSectionReader(source, offset, size-offset)
	counted := &counter{reader: section}
	if err := p.libvirt.StorageVolUpload(volume, counted, uint64(offset), uint64(size-offset), 0); err != nil {
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

// compare reads the volume back and holds it against the file.
func (p *pool) compare(volume libvirt.StorageVol, file string, size int64) (comparison, error) {
	source, err := os.Open(file)
	if err != nil {
		return comparison{}, fmt.Errorf("the file to compare with cannot be opened: %w", err)
	}
	defer source.Close()
	writer := &comparer{file: source}
	if err := p.libvirt.StorageVolDownload(volume, writer, 0, uint64(size), 0); err != nil {
		return writer.result, err
	}
	if writer.failed == nil && writer.total != size {
		writer.failed = fmt.Errorf("only %d of the volume's %d bytes could be read back; run the same command again", writer.total, size)
	}
	return writer.result, writer.failed
}

// comparison is how a volume's content relates to a file's.
type comparison struct {
	// equal counts the bytes from the beginning that are the file's.
	equal int64
	// ended is set after the first byte that differs.
	ended bool
	// foreign: the volume holds something else, not just less of the file.
	foreign bool
}

// step takes the next bytes of the volume and the file's at the same place.
func (c *comparison) step(volume, file []byte) {
	if !c.ended {
		same := commonPrefix(volume, file)
		c.equal += int64(same)
		c.ended = same < len(volume)
		volume = volume[same:]
	}
	c.foreign = c.foreign || len(bytes.TrimLeft(volume, "\x00")) > 0
}

func commonPrefix(a, b []byte) int {
	if bytes.Equal(a, b) {
		return len(a)
	}
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	return n
}

// comparer never refuses bytes: the client cannot end a download before its end.
type comparer struct {
	file   io.Reader
	result comparison
	total  int64
	failed error
}

func (c *comparer) Write(volume []byte) (int, error) {
	c.total += int64(len(volume))
	if c.result.foreign || c.failed != nil {
		return len(volume), nil
	}
	file := make([]byte, len(volume))
	if _, err := io.ReadFull(c.file, file); err != nil {
		c.failed = fmt.Errorf("the file to compare with cannot be read: %w", err)
		return len(volume), nil
	}
	c.result.step(volume, file)
	return len(volume), nil
}
