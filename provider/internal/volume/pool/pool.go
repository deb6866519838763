// Package pool manages the volumes of a libvirt storage pool.
package pool

import (
	"fmt"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/domainxml"
)

// Pool is a storage pool of a host.
type Pool struct {
	libvirt *libvirt.Libvirt
	pool    libvirt.StoragePool
}

// Volume is a volume of a pool.
type Volume struct {
	Description
	volume libvirt.StorageVol
}

// Find returns the running pool of the name. What one holds that is not defined or
// does not run cannot be known, so both are errors: a volume without its pool is not
// a volume that is gone.
func Find(client *libvirt.Libvirt, name string) (*Pool, error) {
	storage, err := client.StoragePoolLookupByName(name)
	if connection.Is(err, libvirt.ErrNoStoragePool) {
		return nil, fmt.Errorf("the storage pool %s is not defined on the host, so what it holds cannot be known; nothing was changed. Define it over its folder again: quantum-kvm prepare does, and the files in it stay as they are (virsh pool-list --all names the pools that are there)", name)
	}
	if err != nil {
		return nil, err
	}
	if storage.Name != name {
		return nil, fmt.Errorf("libvirt was asked for the storage pool %s and answered with %q; nothing was changed. Find out what answers on this host before anything else is done on it", name, storage.Name)
	}
	active, err := client.StoragePoolIsActive(storage)
	if err == nil && active == 0 {
		err = fmt.Errorf("the storage pool %s is not running; start it with: virsh pool-start %[1]s && virsh pool-autostart %[1]s", name)
	}
	return &Pool{libvirt: client, pool: storage}, err
}

// Refresh makes libvirt list the pool's files again. It refuses while another
// volume of the pool is being created; what it knows then is recent enough.
func (p *Pool) Refresh() error {
	err := p.libvirt.StoragePoolRefresh(p.pool, 0)
	if !connection.Is(err, libvirt.ErrInternalError) {
		return err
	}
	// libvirt has no code of its own for that; but a pool that it cannot refresh it stops.
	if active, failed := p.libvirt.StoragePoolIsActive(p.pool); failed != nil || active == 0 {
		return err
	}
	return nil
}

// Find returns nil when the pool has no volume of the name. libvirt knows the
// files of its last refresh, so what it does not find is looked up again after
// another one.
func (p *Pool) Find(name string) (*Volume, error) {
	volume, err := p.Lookup(name)
	if err == nil && volume != nil {
		return volume, nil
	}
	if err := p.Refresh(); err != nil {
		return nil, err
	}
	return p.Lookup(name)
}

// Lookup is [Pool.Find] as of the last refresh.
func (p *Pool) Lookup(name string) (*Volume, error) {
	volume, err := p.libvirt.StorageVolLookupByName(p.pool, name)
	if connection.Is(err, libvirt.ErrNoStorageVol) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return p.describe(volume, name)
}

// describe returns the volume, which must be the one of the name.
func (p *Pool) describe(volume libvirt.StorageVol, name string) (*Volume, error) {
	text, err := p.libvirt.StorageVolGetXMLDesc(volume, 0)
	if err != nil {
		return nil, err
	}
	description, err := fromXML(text)
	if err == nil && (volume.Name != name || description.Name != name) {
		err = fmt.Errorf("libvirt was asked for the volume %s and answered with %q and the description of %q; nothing was changed. Find out what answers on this host before anything else is done on it", name, volume.Name, description.Name)
	}
	if err != nil {
		return nil, err
	}
	return &Volume{Description: description, volume: volume}, nil
}

// Create creates a volume without content, of a capacity in bytes.
func (p *Pool) Create(name, format string, capacity int64) (*Volume, error) {
	description := Description{Name: name, Format: format, Capacity: capacity}
	text, err := description.toXML()
	if err != nil {
		return nil, err
	}
	volume, err := p.libvirt.StorageVolCreateXML(p.pool, text, 0)
	if err != nil {
		return nil, err
	}
	description.Path, err = p.libvirt.StorageVolGetPath(volume)
	if err == nil {
		err = description.checkPath()
	}
	return &Volume{Description: description, volume: volume}, err
}

// Delete deletes the volume with its data, unless a VM that was not made from here has it.
func (p *Pool) Delete(volume *Volume) error {
	return p.deleteUnless(volume, func(user guest) bool { return !user.ours })
}

// DeleteUnused deletes the volume, unless a VM, made from here or not, has it.
func (p *Pool) DeleteUnused(volume *Volume) error {
	return p.deleteUnless(volume, func(guest) bool { return true })
}

func (p *Pool) deleteUnless(volume *Volume, forbids func(guest) bool) error {
	if err := p.refuseUse(volume.Path, forbids); err != nil {
		return err
	}
	err := p.libvirt.StorageVolDelete(volume.volume, 0)
	if connection.Is(err, libvirt.ErrNoStorageVol) {
		return nil
	}
	return err
}

// Grow changes the capacity to a larger number of bytes; a smaller one is
// ignored. While a guest has the volume open, the guest's QEMU must do it: two
// writers would destroy the file.
func (p *Pool) Grow(volume *Volume, capacity int64) error {
	if volume.Capacity >= capacity {
		return nil
	}
	guest, err := p.runningWith(volume.Path)
	if err != nil {
		return err
	}
	if guest == nil {
		return p.libvirt.StorageVolResize(volume.volume, uint64(capacity), 0)
	}
	if err := p.libvirt.DomainBlockResize(guest.Domain, domainxml.TargetOf(guest.disk), uint64(capacity), libvirt.DomainBlockResizeBytes); err != nil {
		return err
	}
	return p.Refresh()
}
