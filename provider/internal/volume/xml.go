package volume

import (
	"fmt"
	"strconv"

	"github.com/beevik/etree"
)

// definition is the part of libvirt's volume XML that is used; sizes in bytes.
type definition struct {
	name     string
	path     string
	format   string
	capacity int64
	// allocation is what the volume takes on the host's file system.
	allocation int64
	// physical is the size of the file; a qcow2 file's capacity is another matter.
	physical int64
}

// toXML describes a volume to create. Allocation 0 keeps libvirt from writing
// a raw volume full of zeros first.
func (d definition) toXML() (string, error) {
	document := etree.NewDocument()
	volume := document.CreateElement("volume")
	volume.CreateElement("name").SetText(d.name)
	capacity := volume.CreateElement("capacity")
	capacity.CreateAttr("unit", "bytes")
	capacity.SetText(strconv.FormatInt(d.capacity, 10))
	volume.CreateElement("allocation").SetText("0")
	volume.CreateElement("target").CreateElement("format").CreateAttr("type", d.format)
	return document.WriteToString()
}

func fromXML(text string) (definition, error) {
	document := etree.NewDocument()
	if err := document.ReadFromString(text); err != nil {
		return definition{}, fmt.Errorf("libvirt's description of the volume cannot be read: %w", err)
	}
	d := definition{name: textOf(document, "volume/name"), path: textOf(document, "volume/target/path"), format: raw}
	if format := document.FindElement("volume/target/format"); format != nil {
		d.format = format.SelectAttrValue("type", raw)
	}
	sizes := map[string]*int64{"capacity": &d.capacity, "allocation": &d.allocation, "physical": &d.physical}
	for name, size := range sizes {
		value, err := strconv.ParseInt(textOf(document, "volume/"+name), 10, 64)
		if err != nil {
			return definition{}, fmt.Errorf("libvirt's description of the volume has no %s in bytes", name)
		}
		*size = value
	}
	return d, nil
}

func textOf(document *etree.Document, path string) string {
	if element := document.FindElement(path); element != nil {
		return element.Text()
	}
	return ""
}
