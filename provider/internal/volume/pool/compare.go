package pool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// Compare reads the volume back and compares it with a local file of the given
// size, and what is behind that with zeros.
func (p *Pool) Compare(volume *Volume, file string, size int64) (Comparison, error) {
	source, err := os.Open(file)
	if err != nil {
		return Comparison{}, fmt.Errorf("the file to compare with cannot be opened: %w", err)
	}
	defer source.Close()
	length := max(size, volume.Physical)
	writer := &comparer{file: &padded{source, size}}
	if err := p.libvirt.StorageVolDownload(volume.volume, writer, 0, uint64(length), 0); err != nil {
		return writer.result, err
	}
	if writer.failed == nil && writer.total != length {
		writer.failed = fmt.Errorf("only %d of the volume's %d bytes could be read back; run the same command again", writer.total, length)
	}
	return writer.result, writer.failed
}

// padded reads so many bytes of a file, and zeros without end after them. A file
// that has less is an error.
type padded struct {
	file io.Reader
	left int64
}

func (p *padded) Read(buffer []byte) (int, error) {
	if p.left == 0 {
		clear(buffer)
		return len(buffer), nil
	}
	n, err := p.file.Read(buffer[:min(int64(len(buffer)), p.left)])
	p.left -= int64(n)
	if errors.Is(err, io.EOF) && p.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Comparison is how a volume's content relates to a file's.
type Comparison struct {
	// Equal counts the bytes from the beginning that are the file's.
	Equal int64
	// Foreign: the volume holds something else, not just less of the file.
	Foreign bool
	// ended is set after the first byte that differs.
	ended bool
}

// add compares the next bytes of the volume with the file's at the same place.
func (c *Comparison) add(volume, file []byte) {
	if !c.ended {
		same := commonPrefix(volume, file)
		c.Equal += int64(same)
		c.ended = same < len(volume)
		volume = volume[same:]
	}
	c.Foreign = c.Foreign || len(bytes.TrimLeft(volume, "\x00")) > 0
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

// comparer takes all bytes, also after a failure: the client cannot cancel a download.
type comparer struct {
	file   io.Reader
	result Comparison
	total  int64
	failed error
}

func (c *comparer) Write(volume []byte) (int, error) {
	c.total += int64(len(volume))
	if !c.result.Foreign && c.failed == nil {
		c.failed = c.compare(volume)
	}
	return len(volume), nil
}

func (c *comparer) compare(volume []byte) error {
	file := make([]byte, len(volume))
	if _, err := io.ReadFull(c.file, file); err != nil {
		return fmt.Errorf("the file to compare with cannot be read: %w", err)
	}
	c.result.add(volume, file)
	return nil
}
