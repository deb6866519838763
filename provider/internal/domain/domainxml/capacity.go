package domainxml

import (
	"strconv"
	"strings"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
	"quantum-kvm/provider/internal/unit"
)

// memory is what the guest gets, in KiB, which may be less than its maximum.
func (d *Definition) memory() (*int64, *string) {
	element := d.root.SelectElement("currentMemory")
	if element == nil {
		element = d.root.SelectElement("memory")
	}
	if element == nil {
		return nil, nil
	}
	amount, _ := strconv.ParseInt(strings.TrimSpace(element.Text()), 10, 64)
	bytes, err := unit.Bytes(amount, element.SelectAttrValue("unit", model.MemoryUnit))
	if err != nil {
		return nil, nil
	}
	return new(model.MemoryKiB(bytes)), new(model.MemoryUnit)
}

func (d *Definition) writeMemory(wanted model.Domain) error {
	if wanted.Memory == nil {
		return nil
	}
	size, err := wanted.MemoryBytes()
	if err != nil {
		return err
	}
	hostKiB, _ := d.memory()
	if hostKiB != nil && model.SameMemory(size, *hostKiB<<10) {
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

// completeVCPUs omits what libvirt omits: a current count that equals the
// maximum, and the list of single vCPUs, which libvirt makes from the counts.
func (d *Definition) completeVCPUs(before, wanted model.Domain) {
	element := d.root.SelectElement("vcpu")
	if element == nil || wanted.VCPU == nil {
		return
	}
	if wanted.VCPUCurrent == nil || *wanted.VCPUCurrent == *wanted.VCPU {
		element.RemoveAttr("current")
	}
	single := d.root.SelectElement("vcpus")
	if single != nil && (!ptr.Equal(before.VCPU, wanted.VCPU) || !ptr.Equal(before.VCPUCurrent, wanted.OnlineVCPUs())) {
		d.root.RemoveChild(single)
	}
}

// ImportModel is the whole definition in the units that people use.
func (d *Definition) ImportModel() model.Domain {
	m := d.Model()
	if m.Memory != nil {
		amount, name := unit.Largest(*m.Memory << 10)
		m.Memory, m.MemoryUnit = &amount, &name
	}
	m.Autostart, m.Running = new(true), new(true)
	return m
}
