package pool

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// qcow2 is a file as qemu-img makes it for 1 GiB: header, and a mapping table
// of two entries at 192 KiB.
func qcow2() []byte {
	file := make([]byte, 192<<10+16)
	copy(file, qcow2Magic)
	binary.BigEndian.PutUint32(file[qcow2L1Size:], 2)
	binary.BigEndian.PutUint64(file[qcow2L1Offset:], 192<<10)
	return file
}

func TestAFreshQcow2IsEmpty(t *testing.T) {
	if !isEmptyQcow2(qcow2()) || !isEmptyQcow2(qcow2()[:192<<10]) {
		t.Error("a fresh file counts as having data")
	}
}

func TestAQcow2ThatMayHoldDataIsNot(t *testing.T) {
	edits := map[string]func(file []byte){
		"mapped cluster": func(file []byte) { file[192<<10+8] = 0x80 },
		"backing file":   func(file []byte) { file[qcow2BackingOffset+7] = 1 },
		"snapshot":       func(file []byte) { file[qcow2SnapshotCount+3] = 1 },
		"other magic":    func(file []byte) { file[0] = 'x' },
		"no table":       func(file []byte) { file[qcow2L1Offset] = 0xff },
	}
	for name, edit := range edits {
		file := qcow2()
		edit(file)
		if isEmptyQcow2(file) {
			t.Errorf("%s counts as empty", name)
		}
	}
	if isEmptyQcow2(nil) || isEmptyQcow2(bytes.Repeat([]byte{0}, 512)) {
		t.Error("what is no qcow2 file counts as an empty one")
	}
}
