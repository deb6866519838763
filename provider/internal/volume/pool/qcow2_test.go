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
	binary.BigEndian.PutUint32(file[qcow2Version:], 3)
	binary.BigEndian.PutUint32(file[qcow2HeaderLength:], qcow2HeaderV3)
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

func TestAStandaloneHeaderIsTaken(t *testing.T) {
	second := qcow2()
	binary.BigEndian.PutUint32(second[qcow2Version:], 2)
	compressed := qcow2()
	compressed[qcow2Incompatible+7] = 1<<3 | 1<<4
	extended := extension(qcow2(), 0x6803f857, make([]byte, 100))
	for name, file := range map[string][]byte{"version 3": qcow2(), "version 2": second, "features": compressed, "extension": extended} {
		if err := checkQcow2(file); err != nil {
			t.Errorf("%s: it %v", name, err)
		}
	}
}

// extension adds one after the header, before the end mark.
func extension(file []byte, kind uint32, content []byte) []byte {
	at := file[qcow2HeaderV3:]
	binary.BigEndian.PutUint32(at, kind)
	binary.BigEndian.PutUint32(at[4:], uint32(len(content)))
	copy(at[8:], content)
	return file
}

func TestAHeaderThatNamesAnotherFileIsRefused(t *testing.T) {
	backing := qcow2()
	copy(backing[512:], "/etc/shadow")
	binary.BigEndian.PutUint64(backing[qcow2BackingOffset:], 512)
	binary.BigEndian.PutUint32(backing[qcow2BackingLength:], 11)
	for cause, edit := range map[string]func(file []byte) []byte{
		`backing file "/etc/shadow"`: func([]byte) []byte { return backing },
		"beyond the header":          func(f []byte) []byte { f[qcow2BackingOffset] = 0xff; return f },
		"external data file":         func(f []byte) []byte { f[qcow2Incompatible+7] = qcow2ExternalData; return f },
		"names an external data":     func(f []byte) []byte { return extension(f, qcow2ExtensionDataFile, []byte("/dev/sda")) },
		"unknown features":           func(f []byte) []byte { f[qcow2Incompatible] = 0x80; return f },
		"is encrypted":               func(f []byte) []byte { f[qcow2CryptMethod+3] = 2; return f },
		"version 4":                  func(f []byte) []byte { f[qcow2Version+3] = 4; return f },
		"read to its end":            func(f []byte) []byte { binary.BigEndian.PutUint32(f[qcow2HeaderLength:], 1<<31); return f },
		"does not begin":             func([]byte) []byte { return make([]byte, 1024) },
		"does not begin as":          func(f []byte) []byte { return f[:50] },
	} {
		if err := checkQcow2(edit(qcow2())); err == nil || !bytes.Contains([]byte(err.Error()), []byte(cause)) {
			t.Errorf("instead of %s: %v", cause, err)
		}
	}
	if err := checkQcow2(extension(qcow2(), 1, make([]byte, 8))[:qcow2HeaderV3+12]); err == nil {
		t.Error("an extension that is cut off was taken")
	}
}

func FuzzCheckQcow2(f *testing.F) {
	f.Add(qcow2()[:1024])
	f.Add(extension(qcow2(), qcow2ExtensionDataFile, []byte("/dev/sda"))[:1024])
	f.Fuzz(func(t *testing.T, file []byte) {
		if checkQcow2(file) == nil && binary.BigEndian.Uint64(file[qcow2BackingOffset:]) != 0 {
			t.Error("a backing file was taken")
		}
	})
}
