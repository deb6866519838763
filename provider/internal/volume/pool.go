package volume

import (
	"fmt"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
)

// pool is one storage pool of the host.
type pool struct {
	libvirt *libvirt.Libvirt
	pool    libvirt.StoragePool
}

// found is a volume as it stands on the host.
type found struct {
	definition
	volume libvirt.StorageVol
}

// findPool returns nil when the host has no pool of the name. One that is not
// running is an error: what it holds cannot be known.
func findPool(client *libvirt.Libvirt, name string) (*pool, error) {
	storage, err := client.StoragePoolLookupByName(name)
	if connection.Is(err, libvirt.ErrNoStoragePool) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	active, err := client.StoragePoolIsActive(storage)
	if err == nil && active == 0 {
		err = fmt.Errorf("the storage pool %s is not running; start it with: virsh pool-start %[1]s && virsh pool-autostart %[1]s", name)
	}
	return &pool{libvirt: client, pool: storage}, err
}

// needPool is findPool where a missing pool is an error too.
func needPool(client *libvirt.Libvirt, name string) (*pool, error) {
	storage, err := findPool(client, name)
	if err == nil && storage == nil {
		err = fmt.Errorf("the host has no storage pool %s; virsh pool-list --all names those it has", name)
	}
	return storage, err
}

// refresh makes libvirt look at the pool's files again. It refuses while
// another volume of the pool is being made; what it knows then is fresh enough.
func (p *pool) refresh() error {
	err := p.libvirt.StoragePoolRefresh(p.pool, 0)
	if err != nil && strings.Contains(err.Error(), "asynchronous jobs running") {
		return nil
	}
	return err
}

// find returns nil when the pool has no volume of the name. libvirt knows the
// files of its last refresh, so a miss and a vanished file are looked at twice.
func (p *pool) find(name string) (*found, error) {
	volume, err := p.lookup(name)
	if err == nil && volume != nil {
		return volume, nil
	}
	if err := p.refresh(); err != nil {
		return nil, err
	}
	return p.lookup(name)
}

func (p *pool) lookup(name string) (*found, error) {
	volume, err := p.libvirt.StorageVolLookupByName(p.pool, name)
	if connection.Is(err, libvirt.ErrNoStorageVol) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := p.libvirt.StorageVolGetXMLDesc(volume, 0)
	if err != nil {
		return nil, err
	}
	described, err := fromXML(text)
	return &found{definition: described, volume: volume}, err
}

// remove deletes the volume with its data; one that is gone already is well.
func (p *pool) remove(name string) error {
	volume, err := p.find(name)
	if err != nil || volume == nil {
		return err
	}
	err = p.libvirt.StorageVolDelete(volume.volume, 0)
	if connection.Is(err, libvirt.ErrNoStorageVol) {
		return nil
	}
	return err
}
