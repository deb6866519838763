// Package domainxml reads and edits a domain's XML.
package domainxml

import (
	"strings"

	"github.com/beevik/etree"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/xmlbind"
	"quantum-kvm/provider/internal/xmldoc"
)

// Definition is a domain's XML as a tree. Editing it keeps everything that is
// not managed: UUID, addresses, metadata of others.
type Definition struct {
	document *etree.Document
	root     *etree.Element
}

// Parse reads a domain's XML.
func Parse(text string) (*Definition, error) {
	document, err := xmldoc.Parse(text, "domain")
	if err != nil {
		return nil, err
	}
	return &Definition{document: document, root: document.Root()}, nil
}

// New is the definition of a domain that does not exist yet. It has nothing but its UUID.
func New(uuid string) *Definition {
	document := etree.NewDocument()
	root := document.CreateElement("domain")
	root.CreateElement("uuid").SetText(uuid)
	return &Definition{document: document, root: root}
}

// Name is the domain's name.
func (d *Definition) Name() string {
	return d.textOf("name")
}

// UUID identifies the domain, whatever its name.
func (d *Definition) UUID() string {
	return strings.ToLower(d.textOf("uuid"))
}

func (d *Definition) textOf(child string) string {
	if element := d.root.SelectElement(child); element != nil {
		return strings.TrimSpace(element.Text())
	}
	return ""
}

// XML is the definition as text.
func (d *Definition) XML() (string, error) {
	return d.document.WriteToString()
}

// Root is the tree's root, the domain element.
func (d *Definition) Root() *etree.Element {
	return d.root
}

// Model returns all that the definition holds, memory in KiB.
func (d *Definition) Model() model.Domain {
	var m model.Domain
	d.normalizeAutoPorts()
	xmlbind.Read(d.root, &m)
	m.Memory, m.MemoryUnit = d.memory()
	if m.VCPUCurrent == nil {
		m.VCPUCurrent = m.VCPU
	}
	m.Metadata = model.MetadataOf(d.Deployment())
	return m
}

// normalizeAutoPorts: a running guest shows the port it was assigned; the
// configured one is -1.
func (d *Definition) normalizeAutoPorts() {
	for _, graphics := range d.root.FindElements("devices/graphics[@autoport='yes']") {
		graphics.CreateAttr("port", "-1")
	}
}

// Apply edits the definition until it matches wanted. What previous has and
// wanted no longer has is removed; previous may be nil.
func (d *Definition) Apply(wanted model.Domain, previous *model.Domain) error {
	before := d.Model()
	xmlbind.Write(d.root, &wanted, previous)
	d.completeVCPUs(before, wanted)
	d.completeBoot()
	if err := d.writeMemory(wanted); err != nil {
		return err
	}
	return d.writeTag(wanted)
}

// ApplyToText is Apply for a definition that was parsed from text, and returns
// the new text: the very same one if nothing changed.
func (d *Definition) ApplyToText(text string, wanted model.Domain, previous *model.Domain) (string, error) {
	unchanged, err := d.XML()
	if err != nil {
		return "", err
	}
	if err := d.Apply(wanted, previous); err != nil {
		return "", err
	}
	after, err := d.XML()
	if after == unchanged {
		after = text
	}
	return after, err
}

// completeBoot: libvirt takes a boot order of devices, or one of kinds of
// devices, not both.
func (d *Definition) completeBoot() {
	system := d.root.SelectElement("os")
	if system == nil || d.root.FindElement("devices/*/boot") == nil {
		return
	}
	for _, boot := range system.SelectElements("boot") {
		system.RemoveChild(boot)
	}
}
