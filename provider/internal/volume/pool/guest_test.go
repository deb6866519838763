package pool

import "testing"

func TestADiskInUseIsFoundByItsPath(t *testing.T) {
	guest := `<domain><devices>
		<disk type='block'><source dev='/dev/sdb'/><target dev='vdb'/></disk>
		<disk type='file'><source file='/pool/vm.qcow2' index='1'/><target dev='vda'/></disk>
		<disk type='file' device='cdrom'><target dev='sda'/></disk></devices></domain>`
	if disk := targetOf(guest, "/pool/vm.qcow2"); disk != "vda" {
		t.Errorf("found %q", disk)
	}
	if disk := targetOf(guest, "/pool/other.qcow2"); disk != "" {
		t.Errorf("found %q", disk)
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
