package volume

import (
	"os"
	"path/filepath"
	"testing"
)

func TestContentsOfOneSizeAreToldApart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "medium.iso")
	for _, size := range []int{1, 4096, wholeUpTo, 3 * wholeUpTo} {
		prints := map[string]int{}
		content := make([]byte, size)
		for _, place := range []int{0, size / 63, size - 1} {
			content[place]++
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			print, err := fingerprint(file)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := fingerprint(file)
			if prints[print]++; prints[print] > 1 || again != print {
				t.Errorf("%d bytes, changed at %d: %s, then %s", size, place, print, again)
			}
		}
	}
}

func TestOnlyADriveIsReloaded(t *testing.T) {
	guest := `<domain><devices>
		<disk type='file' device='disk'><source file='/pool/vm.qcow2'/><target dev='vda'/></disk>
		<disk type='file' device='cdrom'><source file='/pool/a.iso'/><target dev='sda'/></disk></devices></domain>`
	if driveOf(guest, "vda") != nil || driveOf(guest, "sda") == nil {
		t.Error("the disk or not the drive was found")
	}
}
