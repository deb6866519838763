package pool

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

// QCOW2 is the format of a volume that a guest writes its system to.
const QCOW2 = "qcow2"

// Offsets in a qcow2 header (QEMU docs/interop/qcow2.txt); numbers are big-endian.
const (
	qcow2Magic         = "QFI\xfb"
	qcow2Version       = 4
	qcow2BackingOffset = 8
	qcow2BackingLength = 16
	qcow2Size          = 24
	qcow2CryptMethod   = 32
	qcow2L1Size        = 36
	qcow2L1Offset      = 40
	qcow2SnapshotCount = 60
	qcow2Incompatible  = 72
	qcow2HeaderLength  = 100
	// A header of version 2 is this long, one of version 3 tells its length.
	qcow2HeaderV2 = 72
	qcow2HeaderV3 = 104

	qcow2ExternalData = 1 << 2
	// qcow2Known are the incompatible features that name no other file: dirty,
	// corrupt, another compression and extended mapping tables.
	qcow2Known = 1<<0 | 1<<1 | 1<<3 | 1<<4

	qcow2ExtensionDataFile = 0x44415441
	qcow2ExtensionCrypto   = 0x0537be77

	// qcow2HeaderBytes is what is read of a file: the header, its extensions and
	// the backing file's name are in the first cluster, which has this size.
	qcow2HeaderBytes     = 64 << 10
	qcow2LargestMetadata = 8 << 20
)

// checkQcow2 returns an error unless the header is that of a file which is whole by
// itself: QEMU and qemu-img, started by root, open whatever other file it names.
func checkQcow2(file []byte) error {
	file = file[:min(len(file), qcow2HeaderBytes)]
	if len(file) < qcow2HeaderV2 || string(file[:len(qcow2Magic)]) != qcow2Magic {
		return errors.New("does not begin as a qcow2 file")
	}
	if name := backingFile(file); name != "" {
		return fmt.Errorf("has the backing file %s, which was not made from here", name)
	}
	if binary.BigEndian.Uint32(file[qcow2CryptMethod:]) != 0 {
		return errors.New("is encrypted, which was not done from here")
	}
	begin := qcow2HeaderV2
	switch version := binary.BigEndian.Uint32(file[qcow2Version:]); {
	case version == 3 && len(file) >= qcow2HeaderV3:
		features := binary.BigEndian.Uint64(file[qcow2Incompatible:])
		if features&qcow2ExternalData != 0 {
			return errors.New("has an external data file, which was not made from here")
		}
		if features&^qcow2Known != 0 {
			return fmt.Errorf("has unknown features (%#x)", features)
		}
		begin = int(min(binary.BigEndian.Uint32(file[qcow2HeaderLength:]), uint32(len(file))))
	case version != 2:
		return fmt.Errorf("is a qcow2 file of version %d; allowed are 2 and 3", version)
	}
	return checkExtensions(file[begin:])
}

// Qcow2Step is what the capacity of a qcow2 volume is a multiple of.
const Qcow2Step = 512

// FileCapacity is how many bytes a guest sees of a qcow2 file on this machine,
// which must be whole by itself.
func FileCapacity(file string) (int64, error) {
	source, err := os.Open(file)
	if err != nil {
		return 0, fmt.Errorf("the file to upload cannot be opened: %w", err)
	}
	defer source.Close()
	header, err := io.ReadAll(io.LimitReader(source, qcow2HeaderBytes))
	if err != nil {
		return 0, fmt.Errorf("the file to upload cannot be read: %w", err)
	}
	if err := checkQcow2(header); err != nil {
		return 0, fmt.Errorf("target.format is qcow2, but %s %w; allowed is a qcow2 file that is whole by itself (qemu-img convert -O qcow2 makes one)", file, err)
	}
	capacity := binary.BigEndian.Uint64(header[qcow2Size:])
	if capacity == 0 || capacity > math.MaxInt64 {
		return 0, fmt.Errorf("%s is a qcow2 file for a disk of %d bytes; name another one", file, capacity)
	}
	return int64(capacity), nil
}

// backingFile is the quoted name, as far as it can be read; empty without one.
func backingFile(file []byte) string {
	offset := binary.BigEndian.Uint64(file[qcow2BackingOffset:])
	length := uint64(binary.BigEndian.Uint32(file[qcow2BackingLength:]))
	switch {
	case offset == 0 && length == 0:
		return ""
	case offset > uint64(len(file)) || length > uint64(len(file))-offset:
		return "(its name lies beyond the header)"
	default:
		return fmt.Sprintf("%q", file[offset:offset+length])
	}
}

// checkExtensions reads them up to their end mark.
func checkExtensions(rest []byte) error {
	for len(rest) >= 8 {
		kind, length := binary.BigEndian.Uint32(rest), uint64(binary.BigEndian.Uint32(rest[4:]))
		rest = rest[8:]
		switch kind {
		case 0:
			return nil
		case qcow2ExtensionDataFile:
			return errors.New("names an external data file, which was not made from here")
		case qcow2ExtensionCrypto:
			return errors.New("is encrypted, which was not done from here")
		}
		// Each is filled up to a multiple of eight bytes.
		padded := (length + 7) &^ 7
		if padded > uint64(len(rest)) {
			break
		}
		rest = rest[padded:]
	}
	return errors.New("has a header that cannot be read to its end")
}

// inlineBytes is more than any file system keeps of a file without a block for it.
const inlineBytes = 64 << 10

// IsEmpty reports whether a volume certainly holds no data. A raw one must take
// no space at all; of a qcow2 one the file itself is read.
func (p *Pool) IsEmpty(volume *Volume) (bool, error) {
	if CanonicalFormat(volume.Format) == Raw {
		return p.isEmptyRaw(volume)
	}
	if volume.Format != QCOW2 || volume.Physical < 0 || volume.Physical > qcow2LargestMetadata {
		return false, nil
	}
	file, err := p.read(volume, uint64(volume.Physical))
	return err == nil && isEmptyQcow2(file), err
}

func (p *Pool) isEmptyRaw(volume *Volume) (bool, error) {
	if volume.Allocation != 0 || volume.Physical > inlineBytes || volume.Physical == 0 {
		return volume.Allocation == 0, nil
	}
	file, err := p.read(volume, uint64(volume.Physical))
	return err == nil && len(bytes.Trim(file, "\x00")) == 0, err
}

// isEmptyQcow2 is true when no cluster is allocated: every entry of the first
// mapping table is zero, and there is neither another file nor a snapshot.
func isEmptyQcow2(file []byte) bool {
	if checkQcow2(file) != nil || binary.BigEndian.Uint32(file[qcow2SnapshotCount:]) != 0 {
		return false
	}
	begin := binary.BigEndian.Uint64(file[qcow2L1Offset:])
	length := uint64(binary.BigEndian.Uint32(file[qcow2L1Size:])) * 8
	if begin > uint64(len(file)) {
		return false
	}
	// The file may end before the table does: QEMU writes zeros sparsely.
	end := min(begin+length, uint64(len(file)))
	return len(bytes.Trim(file[begin:end], "\x00")) == 0
}
