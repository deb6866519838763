package domainxml

import "github.com/beevik/etree"

// rawFormat is that of a disk without one: libvirt does not guess it.
const rawFormat = "raw"

// Disks are the elements of all disks and drives.
func (d *Definition) Disks() []*etree.Element {
	return d.root.FindElements("devices/disk")
}

// FormatOf is the format that QEMU reads a disk in.
func FormatOf(disk *etree.Element) string {
	if driver := disk.SelectElement("driver"); driver != nil {
		return driver.SelectAttrValue("type", rawFormat)
	}
	return rawFormat
}

// SourceOf is a disk's file or block device; empty for any other, and for none.
func SourceOf(disk *etree.Element) string {
	source := disk.SelectElement("source")
	if source == nil {
		return ""
	}
	return source.SelectAttrValue("file", source.SelectAttrValue("dev", ""))
}

// TargetOf is the name by which the guest sees a disk.
func TargetOf(disk *etree.Element) string {
	if target := disk.SelectElement("target"); target != nil {
		return target.SelectAttrValue("dev", "")
	}
	return ""
}

// FurtherFiles names the element by which a disk has more sources than its own;
// empty if there is none. That of a running guest's disk may be empty.
func FurtherFiles(disk *etree.Element) string {
	for _, name := range []string{"backingStore", "source/dataStore", "mirror"} {
		if element := disk.FindElement(name); element != nil && len(element.ChildElements()) > 0 {
			return element.Tag
		}
	}
	return ""
}

// Below are the files and devices that a disk is an overlay of, as libvirt knows
// them, the next one first.
func Below(disk *etree.Element) []string {
	var below []string
	for store := disk.SelectElement("backingStore"); store != nil; store = store.SelectElement("backingStore") {
		if path := SourceOf(store); path != "" {
			below = append(below, path)
		}
	}
	return below
}

// IsDrive reports whether a disk is a drive, whose medium comes and goes.
func IsDrive(disk *etree.Element) bool {
	kind := disk.SelectAttrValue("device", "disk")
	return kind == "cdrom" || kind == "floppy"
}
