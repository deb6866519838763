//go:build acceptance

package acceptance

import (
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"
)

func TestApplyThenNothingToDoThenNothingLeft(t *testing.T) {
	t.Parallel()
	p := newPlainProject(t, standard(t))
	p.apply()
	p.converged()
	if !running(t) {
		t.Error("the guest does not run")
	}

	check(t, host.DomainDestroy(domain(t)))
	check(t, host.DomainCreate(domain(t)))
	p.converged()

	p.destroy()
	nothingLeft(t)
}

func TestDestroyCutsPowerOnlyWithAWarning(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	output, succeeded := p.run("destroy", "-auto-approve")
	if !succeeded || !strings.Contains(output, "its power was cut") {
		t.Errorf("no warning that power was cut: %s", output)
	}
}

func TestDestroyOfWhatIsGoneSucceeds(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	clean(t)
	p.must("destroy", "-auto-approve", "-refresh=false")
}

func TestDestroyRemovesASavedGuest(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	check(t, host.DomainManagedSave(domain(t), 0))
	p.destroy()
}

func TestDestroyRemovesAGuestWithSnapshots(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	_, err := host.DomainSnapshotCreateXML(domain(t), "<domainsnapshot><name>one</name></domainsnapshot>", uint32(libvirt.DomainSnapshotCreateHalt))
	check(t, err)
	p.destroy()
}

func TestASavedGuestIsResumed(t *testing.T) {
	t.Parallel()
	c := standard(t)
	p := newProject(t, c)
	p.apply()
	check(t, host.DomainManagedSave(domain(t), 0))
	c.Quota = 30000
	p.configure(c)
	p.apply()
	p.converged()
	if !running(t) {
		t.Error("the guest does not run")
	}
}

func TestAnUnreachableHostCanBePlanned(t *testing.T) {
	t.Parallel()
	c := standard(t)
	c.URI = "qemu+ssh://root@127.0.0.1:1/system?keyfile=absent&knownhosts=absent"
	p := newProject(t, c)
	if changes := p.plan(); len(changes) != 4 {
		t.Errorf("planned %v instead of four creations", changes)
	}
}
