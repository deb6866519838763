//go:build acceptance

package acceptance

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"
)

// headers that name another file, by what they name.
var headers = map[string]func(header []byte){
	"backing file": func(header []byte) {
		copy(header[512:], "/etc/hostname")
		binary.BigEndian.PutUint64(header[8:], 512)
		binary.BigEndian.PutUint32(header[16:], uint32(len("/etc/hostname")))
	},
	"external data file": func(header []byte) {
		binary.BigEndian.PutUint32(header[4:], 3)
		copy(header[72:112], make([]byte, 40))
		header[79] = 1 << 2
		binary.BigEndian.PutUint32(header[96:], 4)
		binary.BigEndian.PutUint32(header[100:], 112)
		// The extensions: the data file, then the end mark.
		binary.BigEndian.PutUint32(header[112:], 0x44415441)
		binary.BigEndian.PutUint32(header[116:], uint32(len("/etc/hostname")))
		copy(header[120:], "/etc/hostname\x00\x00\x00")
		copy(header[136:144], make([]byte, 8))
	},
}

// writeHeader edits the header of the system disk, which no guest may have open.
func writeHeader(t *testing.T, edit func([]byte)) {
	t.Helper()
	made, found := volume(t, namesOf(t).Disk)
	if !found {
		t.Fatal("there is no disk")
	}
	var file bytes.Buffer
	check(t, host.StorageVolDownload(made, &file, 0, 4096, 0))
	edit(file.Bytes())
	check(t, host.StorageVolUpload(made, bytes.NewReader(file.Bytes()), 0, uint64(file.Len()), 0))
}

func TestADiskThatNamesAnotherFileIsRefused(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	check(t, host.DomainDestroy(domain(t)))
	for names, edit := range headers {
		t.Run(names, func(t *testing.T) {
			q := p.in(t)
			var clean []byte
			writeHeader(t, func(header []byte) { clean = bytes.Clone(header); edit(header) })
			for when, arguments := range map[string][]string{
				"at the refresh":   {"plan"},
				"before the start": {"apply", "-auto-approve", "-refresh=false", "-replace=" + vmAddress},
			} {
				if output, succeeded := q.run(arguments...); succeeded || !strings.Contains(output, names) {
					t.Errorf("%s: %s", when, output)
				}
			}
			q.must("state", "rm", "libvirt_volume.disk")
			if output, succeeded := q.run("import", "libvirt_volume.disk", poolName+"/"+namesOf(t).Disk); succeeded || !strings.Contains(output, names) {
				t.Errorf("at the import: %s", output)
			}
			q.refused("Creating the volume", "may hold data under this name", "virsh pool-refresh")
			if _, err := host.DomainLookupByName(namesOf(t).VM); !libvirt.IsNotFound(err) {
				t.Errorf("the definition of the VM that was not started stays: %v", err)
			}
			writeHeader(t, func(header []byte) { copy(header, clean) })
			q.must("import", "libvirt_volume.disk", poolName+"/"+namesOf(t).Disk)
			q.apply()
			check(t, host.DomainDestroy(domain(t)))
		})
	}
}

// TestARawDiskIsNotReadAsQcow2: its guest may have written whatever header to it.
func TestARawDiskIsNotReadAsQcow2(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	makeVolume(t, namesOf(t).Disk, "qcow2", 1<<30)
	_, err := host.DomainDefineXML(fmt.Sprintf("<domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><os><type machine='q35'>hvm</type></os><devices><disk type='file'><driver name='qemu' type='raw'/><source file='/var/lib/libvirt/images/%s'/><target dev='vda' bus='virtio'/></disk></devices></domain>", namesOf(t).VM, namesOf(t).Disk))
	check(t, err)
	before := definition(t)
	p.must("import", "libvirt_volume.disk", poolName+"/"+namesOf(t).Disk)
	p.must("import", vmAddress, namesOf(t).VM)
	p.refused("is a disk of the format raw and would be read as qcow2", "nothing was changed")
	if definition(t) != before {
		t.Error("the definition was changed")
	}
}
