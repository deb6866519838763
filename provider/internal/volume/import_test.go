package volume

import "testing"

func TestImportIDs(t *testing.T) {
	disk, err := parseImportID("default/vm.qcow2")
	if err != nil || disk.String() != "default/vm.qcow2" || disk.isUploaded() {
		t.Errorf("%+v, %v", disk, err)
	}
	medium, err := parseImportID("default/vm.iso=../a.iso")
	if err != nil || medium.String() != "default/vm.iso" || medium.Create.Content.URL.ValueString() != "../a.iso" {
		t.Errorf("%+v, %v", medium, err)
	}
	for _, id := range []string{"", "vm.qcow2", "/vm.qcow2", "default/"} {
		if _, err := parseImportID(id); err == nil {
			t.Errorf("%q was taken", id)
		}
	}
}
