// Package domainxml reads and edits a domain's XML.
package domainxml

import (
	"errors"

	"github.com/beevik/etree"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/xmlbind"
)

// Definition is a domain's XML as a tree. Editing it keeps everything that is
// not managed: UUID, addresses, metadata of others.
type Definition struct {
	document *etree.Document
	root     *etree.Element
}

// Parse reads a domain's XML.
func Parse(text string) (*Definition, error) {
	document := etree.NewDocument()
	if err := document.ReadFromString(text); err != nil || document.Root() == nil {
		return nil, errors.New("libvirt's definition of the VM cannot be read as XML")
	}
	return &Definition{document: document, root: document.Root()}, nil
}

// New is the empty definition of a domain that does not exist yet.
func New() *Definition {
	document := etree.NewDocument()
	return &Definition{document: document, root: document.CreateElement("domain")}
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
