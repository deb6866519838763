package pool

import (
	"bytes"
	"fmt"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
)

// RequireStandalone returns an error unless a qcow2 volume is whole by itself: it
// has neither a backing file nor an external data file. libvirt tells of the first
// only, and as of its last look, so the file's own header is read as well.
func (p *Pool) RequireStandalone(volume *Volume) error {
	if volume.Backing != "" {
		return notStandaloneError(volume.Path, fmt.Errorf("has the backing file %q, which was not made from here", volume.Backing))
	}
	header, err := p.read(volume, qcow2HeaderBytes)
	if err != nil {
		return err
	}
	if err := checkQcow2(header); err != nil {
		return notStandaloneError(volume.Path, err)
	}
	return nil
}

// RequireStandaloneFile is [Pool.RequireStandalone] for the volume, of whatever
// pool, that is the file at the path.
func RequireStandaloneFile(client *libvirt.Libvirt, path string) error {
	found, err := client.StorageVolLookupByPath(path)
	if connection.Is(err, libvirt.ErrNoStorageVol) {
		return fmt.Errorf("%s is in no storage pool of the host that runs, so it cannot be looked into before a guest has it; nothing was changed. Move it into a pool, or run: virsh pool-refresh <pool>", path)
	}
	if err != nil {
		return err
	}
	p := &Pool{libvirt: client, pool: libvirt.StoragePool{Name: found.Pool}}
	volume, err := p.describe(found, found.Name)
	if err != nil {
		return err
	}
	if volume.Path != path {
		return fmt.Errorf("libvirt was asked for the volume %s and answered with %s; nothing was changed", path, volume.Path)
	}
	return p.RequireStandalone(volume)
}

// read returns the volume's first bytes, at most as many as asked for.
func (p *Pool) read(volume *Volume, count uint64) ([]byte, error) {
	var content bytes.Buffer
	err := p.libvirt.StorageVolDownload(volume.volume, &content, 0, count, 0)
	return content.Bytes(), err
}

func notStandaloneError(path string, what error) error {
	return fmt.Errorf("%s %w; whoever wrote that chooses which files of the host are opened as root, so it is not used and nothing was changed. Look at it on the host (qemu-img info %[1]s) and put the right file in its place", path, what)
}
