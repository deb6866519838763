//go:build acceptance

package acceptance

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnotherMediumReachesTheRunningGuest: the volume keeps its name and path,
// and QEMU must not go on reading the deleted file. What QEMU reads shows when
// the VM boots it.
func TestAnotherMediumReachesTheRunningGuest(t *testing.T) {
	t.Parallel()
	bootAlone(t)
	bootable, err := os.ReadFile(guestMedium(t))
	check(t, err)
	c := standard(t)
	c.Quota, c.MemoryMiB = 100000, 256
	p := newProject(t, c)
	write(t, filepath.Join(p.folder, "medium.iso"), strings.Repeat("x", len(bootable)))
	p.apply()
	p.converged()
	id := domain(t).ID

	write(t, filepath.Join(p.folder, "medium.iso"), string(bootable))
	if changes := p.plan(); changes["libvirt_volume.medium"] != "delete create" {
		t.Errorf("another content is planned as %v", changes)
	}
	announcesNoRestart(t, p)
	p.apply()
	p.converged()
	check(t, host.DomainReset(domain(t), 0))
	answers(t)

	c.Medium = "another.iso"
	write(t, filepath.Join(p.folder, c.Medium), string(bytes.Repeat([]byte("y"), 1<<20)))
	p.configure(c)
	announcesNoRestart(t, p)
	boot := inGuest(t, bootID)
	p.apply()
	p.converged()
	if inGuest(t, bootID) != boot || domain(t).ID != id {
		t.Error("the guest was restarted")
	}
	mediumIs(t, namesOf(t).Medium)
}

func TestAnEmptyDriveHasAnEmptyPlanAndTakesAMedium(t *testing.T) {
	t.Parallel()
	c := standard(t)
	c.Ejected = true
	p := newProject(t, c)
	p.apply()
	p.converged()
	id := domain(t).ID
	c.Ejected = false
	p.configure(c)
	announcesNoRestart(t, p)
	p.apply()
	p.converged()
	mediumIs(t, namesOf(t).Medium)
	if domain(t).ID != id {
		t.Error("the guest was restarted")
	}
}

func announcesNoRestart(t *testing.T, p *project) {
	t.Helper()
	if output, _ := p.run("plan", "-input=false"); strings.Contains(output, "restarts its guest") {
		t.Errorf("the plan announces a restart: %s", output)
	}
}
