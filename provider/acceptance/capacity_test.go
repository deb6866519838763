//go:build acceptance

package acceptance

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestAVolumeWithContentHasTheCapacityThatIsAskedFor, whatever the format of its content.
func TestAVolumeWithContentHasTheCapacityThatIsAskedFor(t *testing.T) {
	t.Parallel()
	for format, content := range map[string]func(*testing.T) []byte{
		"raw":   func(*testing.T) []byte { return bytes.Repeat([]byte("x"), 1<<20) },
		"qcow2": emptyQcow2,
	} {
		t.Run(format, func(t *testing.T) {
			p := newProject(t, standard(t))
			write(t, filepath.Join(p.folder, "content"), string(content(t)))
			p.sized(format, "1023", "KiB")
			p.refused("Planning the volume", "capacity is 1047552 bytes", "needs 1048576")
			p.sized(format, "3", "MiB")
			p.apply()
			p.converged()
			made, found := volume(t, namesOf(t).Disk)
			if !found {
				t.Fatal("there is no volume")
			}
			if _, capacity, _, err := host.StorageVolGetInfo(made); err != nil || capacity != 3<<20 {
				t.Errorf("its capacity is %d (%v)", capacity, err)
			}
			p.sized(format, "4", "MiB")
			if changes := p.plan(); changes["libvirt_volume.disk"] != "update capacity" {
				t.Errorf("growing is planned as %v", changes)
			}
			p.applyPlan()
			p.converged()
			p.sized(format, "2", "MiB")
			p.refused("Planning the volume", "a smaller kvm.system.size.gb")
			p.sized(format, "4", "MiB")
			p.destroy()
			nothingLeft(t)
		})
	}
}

// sized is the system disk alone, filled from a file and with a capacity of its own.
func (p *project) sized(format, capacity, unit string) {
	p.t.Helper()
	write(p.t, filepath.Join(p.folder, "main.tf"), strings.Join([]string{
		"terraform {\nrequired_providers {",
		`libvirt = { source = "terraform.local/quantum-kvm/libvirt" }`, "}\n}",
		fmt.Sprintf(`provider "libvirt" { uri = %q }`, standard(p.t).URI),
		`resource "libvirt_volume" "disk" {`,
		fmt.Sprintf("name = %q\npool = %q\ncapacity = %s\ncapacity_unit = %q", namesOf(p.t).Disk, poolName, capacity, unit),
		fmt.Sprintf("target = { format = { type = %q } }", format),
		`create = { content = { url = "content" } }`, "}\n",
	}, "\n"))
}

// emptyQcow2 is a qcow2 file for a disk of 1 MiB, as libvirt makes it.
func emptyQcow2(t *testing.T) []byte {
	t.Helper()
	made := makeVolume(t, namesOf(t).Data, "qcow2", 1<<20)
	defer func() { check(t, host.StorageVolDelete(made, 0)) }()
	var file bytes.Buffer
	check(t, host.StorageVolDownload(made, &file, 0, 1<<20, 0))
	return file.Bytes()
}
