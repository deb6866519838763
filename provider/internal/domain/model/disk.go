package model

import (
	"reflect"

	"quantum-kvm/provider/internal/ptr"
)

// IsDrive reports whether the disk is a CD-ROM drive.
func (d Disk) IsDrive() bool {
	return ptr.Deref(d.Device, "disk") == "cdrom"
}

// IsEmptyDrive reports whether it is a drive without a medium.
func (d Disk) IsEmptyDrive() bool {
	return d.Key() != "" && d.IsDrive() && d.Source == nil
}

// IsHotPluggable reports whether a running guest can be given the disk.
func (d Disk) IsHotPluggable() bool {
	return d.Key() != "" && d.Boot == nil && ptr.Deref(d.Device, "disk") == "disk" && ptr.Deref(d.Target.Bus, "") == "virtio"
}

// Path is the disk's file or block device; empty without one.
func (d Disk) Path() string {
	source := ptr.Deref(d.Source, DiskSource{})
	if path := ptr.Deref(source.File, FileSource{}).File; path != nil {
		return *path
	}
	return ptr.Deref(ptr.Deref(source.Block, BlockSource{}).Dev, "")
}

// Format is what QEMU reads the disk in: libvirt takes none for raw.
func (d Disk) Format() string {
	return ptr.Deref(ptr.Deref(d.Driver, DiskDriver{}).Type, "raw")
}

// HasSameSource reports whether both have the same data. The medium of a drive
// may differ: it comes and goes.
func (d Disk) HasSameSource(other Disk) bool {
	return d.IsDrive() && other.IsDrive() || reflect.DeepEqual(d.Source, other.Source)
}
