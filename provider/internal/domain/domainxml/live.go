package domainxml

import (
	"slices"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
	"quantum-kvm/provider/internal/xmlbind"
)

// LiveModel is what the running guest has. Taken from the definition are its
// metadata, its CPU, which a running guest shows as QEMU expanded it, and its
// capacity for vCPUs and devices, which is fixed from start to end. Of the empty
// drives those in wanted count as such capacity.
func LiveModel(running, defined *Definition, wanted model.Domain) model.Domain {
	m, configured := running.Model(), defined.Model()
	if running.IsAdopted() {
		m = withDeferred(m, configured)
	}
	m.CPU, m.VCPU, m.Metadata = configured.CPU, configured.VCPU, configured.Metadata
	if m.Devices != nil && configured.Devices != nil {
		m.Devices.Controllers = configured.Devices.Controllers
		addEmptyDrives(m.Devices, configured.Devices.Disks, ptr.Deref(wanted.Devices, model.Devices{}).Disks)
	}
	return m
}

// addEmptyDrives adds the wanted drives that the definition got since the guest
// started. Of an empty drive a running guest does not report the format.
func addEmptyDrives(live *model.Devices, configured, wanted []model.Disk) {
	for _, drive := range xmlbind.Intersect(configured, wanted) {
		if !drive.IsEmptyDrive() {
			continue
		}
		at := slices.IndexFunc(live.Disks, func(disk model.Disk) bool { return disk.Key() == drive.Key() })
		if at < 0 {
			live.Disks = append(live.Disks, drive)
		} else if live.Disks[at].IsEmptyDrive() {
			live.Disks[at] = drive
		}
	}
}
