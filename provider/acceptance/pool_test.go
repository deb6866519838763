//go:build acceptance

package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"
)

// TestAVolumeWithoutItsPoolIsNotGone: without the pool nobody can say what is in its folder.
func TestAVolumeWithoutItsPoolIsNotGone(t *testing.T) {
	t.Parallel()
	name := namesOf(t).VM + "-pool"
	define := func() libvirt.StoragePool {
		storage, err := host.StoragePoolDefineXML(fmt.Sprintf("<pool type='dir'><name>%s</name><target><path>/var/lib/libvirt/images/%[1]s</path></target></pool>", name), 0)
		check(t, err)
		_ = host.StoragePoolBuild(storage, 0)
		check(t, host.StoragePoolCreate(storage, 0))
		return storage
	}
	storage := define()
	t.Cleanup(func() {
		if volume, err := host.StorageVolLookupByName(storage, "disk"); err == nil {
			check(t, host.StorageVolDelete(volume, 0))
		}
		check(t, host.StoragePoolDestroy(storage))
		check(t, host.StoragePoolDelete(storage, 0))
		check(t, host.StoragePoolUndefine(storage))
	})
	p := &project{t: t, folder: t.TempDir()}
	write(t, filepath.Join(p.folder, "main.tf"), fmt.Sprintf(volumeTF, os.Getenv(uriVariable), name))
	p.apply()

	stopped := func() { check(t, host.StoragePoolDestroy(storage)) }
	undefined := func() { check(t, host.StoragePoolUndefine(storage)) }
	for _, step := range []struct {
		make func()
		word string
	}{{stopped, "is not running"}, {undefined, "is not defined on the host"}} {
		step.make()
		for _, arguments := range [][]string{{"plan"}, {"destroy", "-auto-approve"}, {"destroy", "-auto-approve", "-refresh=false"}} {
			output, succeeded := p.run(arguments...)
			if succeeded || !strings.Contains(output, name+"/disk") || !strings.Contains(output, "the storage pool "+name+" "+step.word) {
				t.Errorf("%v: %s", arguments, output)
			}
		}
	}

	storage = define()
	p.converged()
	p.destroy()
	if _, err := host.StorageVolLookupByName(storage, "disk"); err == nil {
		t.Error("the volume is there still")
	}
}

const volumeTF = `
terraform {
  required_providers {
    libvirt = { source = "terraform.local/quantum-kvm/libvirt" }
  }
}

provider "libvirt" {
  uri = %q
}

resource "libvirt_volume" "disk" {
  name     = "disk"
  pool     = %q
  capacity = 1048576
  target   = { format = { type = "qcow2" } }
}
`
