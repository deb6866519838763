package pool

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"quantum-kvm/provider/internal/plaintext"
	"quantum-kvm/provider/internal/xmldoc"
)

// Raw is the format of a volume that names none, as in libvirt.
const Raw = "raw"

// maxPath is Linux's PATH_MAX.
const maxPath = 4096

// CanonicalFormat is the format that QEMU is given for a name of libvirt's,
// which calls a raw file with the content of an ISO "iso".
func CanonicalFormat(name string) string {
	if name == "iso" || name == "" {
		return Raw
	}
	return name
}

// Description is the part of libvirt's volume XML that is used; sizes in bytes.
type Description struct {
	Name   string
	Path   string
	Format string
	// Backing is the file that libvirt found the volume to be a layer over.
	Backing  string
	Capacity int64
	// Allocation is what the volume takes on the host's file system.
	Allocation int64
	// Physical is the size of the file, which differs from a qcow2 file's capacity.
	Physical int64
}

// toXML describes a volume to create. Allocation 0 keeps libvirt from writing
// a raw volume full of zeros first.
func (d Description) toXML() (string, error) {
	document := etree.NewDocument()
	volume := document.CreateElement("volume")
	volume.CreateElement("name").SetText(d.Name)
	capacity := volume.CreateElement("capacity")
	capacity.CreateAttr("unit", "bytes")
	capacity.SetText(strconv.FormatInt(d.Capacity, 10))
	volume.CreateElement("allocation").SetText("0")
	volume.CreateElement("target").CreateElement("format").CreateAttr("type", d.Format)
	return document.WriteToString()
}

func fromXML(text string) (Description, error) {
	document, err := xmldoc.Parse(text, "volume")
	if err != nil {
		return Description{}, err
	}
	d := Description{Name: textOf(document, "volume/name"), Path: textOf(document, "volume/target/path"), Format: Raw}
	if format := document.FindElement("volume/target/format"); format != nil {
		d.Format = format.SelectAttrValue("type", Raw)
	}
	if backing := document.FindElement("volume/backingStore"); backing != nil {
		d.Backing = strings.TrimSpace(textOf(document, "volume/backingStore/path"))
		if d.Backing == "" {
			d.Backing = "(without a path)"
		}
	}
	// Of a file without any byte libvirt leaves out the physical size.
	if document.FindElement("volume/physical") == nil {
		document.Root().CreateElement("physical").SetText("0")
	}
	sizes := map[string]*int64{"capacity": &d.Capacity, "allocation": &d.Allocation, "physical": &d.Physical}
	for name, size := range sizes {
		value, err := strconv.ParseInt(textOf(document, "volume/"+name), 10, 64)
		if err != nil || value < 0 {
			return Description{}, fmt.Errorf("libvirt's description of the volume has no %s in bytes", name)
		}
		*size = value
	}
	return d, d.checkPath()
}

// checkPath refuses what cannot be the volume's path: it becomes an attribute of
// the resource, and the source of a guest's disk.
func (d Description) checkPath() error {
	if !path.IsAbs(d.Path) || path.Clean(d.Path) != d.Path || path.Base(d.Path) != d.Name || plaintext.Clean(d.Path, maxPath) != d.Path {
		return fmt.Errorf("libvirt describes the volume %s as the file %q, which is no absolute path of that name", d.Name, d.Path)
	}
	return nil
}

func textOf(document *etree.Document, path string) string {
	if element := document.FindElement(path); element != nil {
		return element.Text()
	}
	return ""
}
