package machine

import (
	"fmt"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
	"quantum-kvm/provider/internal/volume/pool"
)

// boot starts the guest from its definition, after a look into its disks.
func (m *Machine) boot() error {
	defined, _, err := m.definition()
	if err != nil {
		return err
	}
	for _, disk := range defined.Disks() {
		if err := requireStandalone(m.libvirt, disk); err != nil {
			return err
		}
	}
	_, err = m.libvirt.DomainCreateWithFlags(m.domain, 0)
	return startError(err)
}

// requireStandalone returns an error unless QEMU opens nothing but the disk's
// source for it. A raw one is not interpreted.
func requireStandalone(client *libvirt.Libvirt, disk *etree.Element) error {
	if names := domainxml.FurtherFiles(disk); names != "" {
		return fmt.Errorf("the disk %s of the definition has a %s, which was not made from here, so the guest is not started; remove that element (virsh edit)", domainxml.TargetOf(disk), names)
	}
	format := domainxml.FormatOf(disk)
	source := disk.SelectElement("source")
	if format == pool.Raw || source == nil {
		return nil
	}
	file := source.SelectAttrValue("file", "")
	if format != pool.QCOW2 || file == "" {
		return fmt.Errorf("the disk %s has the format %s and is not a file, so it cannot be looked into before the guest has it; allowed are qcow2 files in a storage pool, and raw", domainxml.TargetOf(disk), format)
	}
	return pool.RequireStandaloneFile(client, file)
}

// keepFormats returns an error if a disk of the VM would be read in another format
// than until now: what a guest wrote to a raw disk would then be taken for a header.
func keepFormats(current *domainxml.Definition, plan model.Domain) error {
	if current == nil {
		return nil
	}
	formats := map[string]string{}
	for _, disk := range current.Disks() {
		if source := domainxml.SourceOf(disk); source != "" {
			formats[source] = domainxml.FormatOf(disk)
		}
	}
	for _, disk := range ptr.Deref(plan.Devices, model.Devices{}).Disks {
		source, format := disk.Path(), disk.Format()
		if has, found := formats[source]; found && has != format {
			return fmt.Errorf("%s is a disk of the format %s and would be read as %s: what the guest wrote to it would be taken for the description of a disk, which can name any file of the host; nothing was changed. Convert it on the host while the VM is off (qemu-img convert -f %[2]s -O %[3]s), or keep its format", source, has, format)
		}
	}
	return nil
}
