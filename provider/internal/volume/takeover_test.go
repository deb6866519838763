package volume

import (
	"bytes"
	"encoding/binary"
	"testing"
)

func TestContentIsComparedWithTheFile(t *testing.T) {
	file := []byte("the whole file")
	cases := map[string]struct {
		volume  string
		equal   int64
		foreign bool
	}{
		"complete":               {"the whole file", 14, false},
		"nothing arrived":        {"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 0, false},
		"half arrived":           {"the who\x00\x00\x00\x00\x00\x00\x00", 7, false},
		"something else":         {"another file..", 0, true},
		"something else after":   {"the whole disk", 10, true},
		"something after a hole": {"the\x00whole file", 3, true},
	}
	for name, c := range cases {
		for _, chunk := range []int{1, 5, len(file)} {
			var result comparison
			for i := 0; i < len(file); i += chunk {
				end := min(i+chunk, len(file))
				result.step([]byte(c.volume)[i:end], file[i:end])
			}
			if result.equal != c.equal || result.foreign != c.foreign {
				t.Errorf("%s, in steps of %d: %+v", name, chunk, result)
			}
		}
	}
}

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
	if !emptyQcow2(qcow2()) || !emptyQcow2(qcow2()[:192<<10]) {
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
		if emptyQcow2(file) {
			t.Errorf("%s counts as empty", name)
		}
	}
	if emptyQcow2(nil) || emptyQcow2(bytes.Repeat([]byte{0}, 512)) {
		t.Error("what is no qcow2 file counts as an empty one")
	}
}

func TestADiskInUseIsFoundByItsPath(t *testing.T) {
	guest := `<domain><devices>
		<disk type='block'><source dev='/dev/sdb'/><target dev='vdb'/></disk>
		<disk type='file'><source file='/pool/vm.qcow2' index='1'/><target dev='vda'/></disk>
		<disk type='file' device='cdrom'><target dev='sda'/></disk></devices></domain>`
	if disk := diskOf(guest, "/pool/vm.qcow2"); disk != "vda" {
		t.Errorf("found %q", disk)
	}
	if disk := diskOf(guest, "/pool/other.qcow2"); disk != "" {
		t.Errorf("found %q", disk)
	}
}

func TestImportIDs(t *testing.T) {
	disk, err := parseImport("default/vm.qcow2")
	if err != nil || disk.String() != "default/vm.qcow2" || disk.uploaded() {
		t.Errorf("%+v, %v", disk, err)
	}
	medium, err := parseImport("default/vm.iso=../a.iso")
	if err != nil || medium.String() != "default/vm.iso" || medium.Create.Content.URL.ValueString() != "../a.iso" {
		t.Errorf("%+v, %v", medium, err)
	}
	for _, id := range []string{"", "vm.qcow2", "/vm.qcow2", "default/"} {
		if _, err := parseImport(id); err == nil {
			t.Errorf("%q was taken", id)
		}
	}
}
