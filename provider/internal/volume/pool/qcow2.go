package pool

import (
	"bytes"
	"encoding/binary"
)

// Offsets in a qcow2 header (QEMU docs/interop/qcow2.txt); numbers are big-endian.
const (
	qcow2Magic           = "QFI\xfb"
	qcow2BackingOffset   = 8
	qcow2L1Size          = 36
	qcow2L1Offset        = 40
	qcow2SnapshotCount   = 60
	qcow2HeaderLength    = 72
	qcow2LargestMetadata = 64 << 20
)

// IsEmpty reports whether a volume certainly holds no data. A raw one must take
// no space at all; of a qcow2 one the file itself is read.
func (p *Pool) IsEmpty(volume *Volume) (bool, error) {
	if CanonicalFormat(volume.Format) == Raw {
		return volume.Allocation == 0, nil
	}
	if volume.Format != "qcow2" || volume.Physical > qcow2LargestMetadata {
		return false, nil
	}
	var file bytes.Buffer
	if err := p.libvirt.StorageVolDownload(volume.volume, &file, 0, uint64(volume.Physical), 0); err != nil {
		return false, err
	}
	return isEmptyQcow2(file.Bytes()), nil
}

// isEmptyQcow2 is true when no cluster is allocated: every entry of the first
// mapping table is zero, and there is neither a backing file nor a snapshot.
func isEmptyQcow2(file []byte) bool {
	if len(file) < qcow2HeaderLength || string(file[:len(qcow2Magic)]) != qcow2Magic {
		return false
	}
	backing := binary.BigEndian.Uint64(file[qcow2BackingOffset:])
	snapshots := binary.BigEndian.Uint32(file[qcow2SnapshotCount:])
	if backing != 0 || snapshots != 0 {
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
