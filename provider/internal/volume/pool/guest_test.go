package pool

import (
	"testing"

	"quantum-kvm/provider/internal/domain/domainxml"
)

func TestADiskInUseIsFoundByItsPath(t *testing.T) {
	guest := `<domain><devices>
		<disk type='block'><source dev='/dev/sdb'/><target dev='vdb'/></disk>
		<disk type='file'><source file='/pool/vm.qcow2' index='1'/><target dev='vda'/></disk>
		<disk type='file' device='cdrom'><target dev='sda'/></disk></devices></domain>`
	if disk, err := diskWith(guest, "/pool/vm.qcow2"); err != nil || disk == nil || domainxml.TargetOf(disk) != "vda" {
		t.Errorf("found %v, %v", disk, err)
	}
	if disk, err := diskWith(guest, "/pool/other.qcow2"); err != nil || disk != nil {
		t.Errorf("found %v, %v", disk, err)
	}
}

// Otherwise a file would be changed under the guest that has it open.
func TestAGuestThatCannotBeReadIsAnError(t *testing.T) {
	if _, err := diskWith("<domain", "/pool/vm.qcow2"); err == nil {
		t.Error("it counts as a guest without the disk")
	}
}
