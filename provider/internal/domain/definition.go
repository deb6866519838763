package domain

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"quantum-kvm/provider/internal/unit"
	"quantum-kvm/provider/internal/xmlbind"
)

// kib is libvirt's unit for memory where none is named.
const kib = "KiB"

// definition is a domain's XML as a tree. Editing it keeps everything that is
// not managed: UUID, addresses, metadata of others.
type definition struct {
	document *etree.Document
	root     *etree.Element
}

func parse(text string) (*definition, error) {
	document := etree.NewDocument()
	if err := document.ReadFromString(text); err != nil || document.Root() == nil {
		return nil, fmt.Errorf("libvirt's definition of the VM cannot be read as XML")
	}
	return &definition{document: document, root: document.Root()}, nil
}

// newDefinition is the definition of a domain that does not exist yet.
func newDefinition() *definition {
	document := etree.NewDocument()
	return &definition{document: document, root: document.CreateElement("domain")}
}

func (d *definition) text() (string, error) {
	return d.document.WriteToString()
}

// read returns all that the definition tells, sizes in KiB as libvirt gives them.
func (d *definition) read() model {
	var m model
	d.hideAutoPorts()
	xmlbind.Read(d.root, &m)
	m.Memory, m.MemoryUnit = d.memory()
	if m.VCPUCurrent == nil {
		m.VCPUCurrent = m.VCPU
	}
	return m
}

// hideAutoPorts: a running guest shows the port it was given; the configured one is -1.
func (d *definition) hideAutoPorts() {
	for _, graphics := range d.root.FindElements("devices/graphics[@autoport='yes']") {
		graphics.CreateAttr("port", "-1")
	}
}

// write edits the definition until it says what wanted says; previous tells
// which attributes were managed until now.
func (d *definition) write(wanted model, previous *model) error {
	before := d.read()
	xmlbind.Write(d.root, &wanted, previous)
	d.completeVCPUs(before, wanted)
	d.completeBoot()
	if err := d.writeMemory(wanted); err != nil {
		return err
	}
	return d.writeTag(wanted)
}

// completeVCPUs leaves out what libvirt leaves out: a current count that is the
// maximum, and the list of single vCPUs, which is libvirt's own and bound to
// the old counts.
func (d *definition) completeVCPUs(before, wanted model) {
	element := d.root.SelectElement("vcpu")
	if element == nil || wanted.VCPU == nil {
		return
	}
	if wanted.VCPUCurrent == nil || *wanted.VCPUCurrent == *wanted.VCPU {
		element.RemoveAttr("current")
	}
	single := d.root.SelectElement("vcpus")
	if single != nil && (differ(before.VCPU, wanted.VCPU) || differ(before.VCPUCurrent, wanted.inUse())) {
		d.root.RemoveChild(single)
	}
}

// completeBoot: libvirt takes the order of single devices, or that of kinds of
// devices, not both.
func (d *definition) completeBoot() {
	system := d.root.SelectElement("os")
	if system == nil || d.root.FindElement("devices/*/boot") == nil {
		return
	}
	for _, boot := range system.SelectElements("boot") {
		system.RemoveChild(boot)
	}
}

// memory is what the guest gets, in KiB: less than the maximum where somebody set it so.
func (d *definition) memory() (*int64, *string) {
	element := d.root.SelectElement("currentMemory")
	if element == nil {
		element = d.root.SelectElement("memory")
	}
	if element == nil {
		return nil, nil
	}
	amount, _ := strconv.ParseInt(strings.TrimSpace(element.Text()), 10, 64)
	size, err := unit.Bytes(amount, element.SelectAttrValue("unit", kib))
	if err != nil {
		return nil, nil
	}
	size = roundUp(size, 1<<10) >> 10
	name := kib
	return &size, &name
}

func (d *definition) writeMemory(wanted model) error {
	if wanted.Memory == nil {
		return nil
	}
	size, err := wanted.memoryBytes()
	if err != nil {
		return err
	}
	hostSize, _ := d.memory()
	if hostSize != nil && sameMemory(size, *hostSize<<10) {
		return nil
	}
	element := d.root.SelectElement("memory")
	if element == nil {
		element = d.root.CreateElement("memory")
	}
	element.CreateAttr("unit", "bytes")
	element.SetText(strconv.FormatInt(size, 10))
	// libvirt takes an absent one to be equal.
	if current := d.root.SelectElement("currentMemory"); current != nil {
		d.root.RemoveChild(current)
	}
	return nil
}

// number reads a child's text, or an attribute of it ("vcpu@current").
func (d *definition) number(place string) *int64 {
	child, attribute, isAttribute := strings.Cut(place, "@")
	element := d.root.SelectElement(child)
	if element == nil {
		return nil
	}
	text := strings.TrimSpace(element.Text())
	if isAttribute {
		text = element.SelectAttrValue(attribute, "")
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return &value
}

// memoryBytes is the configured memory in bytes; the unit is KiB unless named.
func (m model) memoryBytes() (int64, error) {
	name := kib
	if m.MemoryUnit != nil {
		name = *m.MemoryUnit
	}
	return unit.Bytes(*m.Memory, name)
}

// sameMemory: libvirt rounds up to whole KiB, and QEMU's driver to whole MiB.
func sameMemory(configured, host int64) bool {
	return host == roundUp(configured, 1<<10) || host == roundUp(configured, 1<<20)
}

func roundUp(size, step int64) int64 {
	return (size + step - 1) / step * step
}
