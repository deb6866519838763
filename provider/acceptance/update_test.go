//go:build acceptance

package acceptance

import (
	"regexp"
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"
)

func TestAQuotaReachesTheRunningGuest(t *testing.T) {
	t.Parallel()
	c := standard(t)
	p := newProject(t, c)
	p.apply()
	id := domain(t).ID
	c.Quota = 40000
	p.configure(c)
	p.apply()
	p.converged()
	if domain(t).ID != id {
		t.Error("the guest was restarted")
	}
	live, err := host.DomainGetXMLDesc(domain(t), 0)
	check(t, err)
	for _, text := range []string{live, definition(t)} {
		if !strings.Contains(text, "<quota>40000</quota>") {
			t.Errorf("the quota is not 40000: %s", text)
		}
	}
}

func TestAGuestThatIgnoresTheShutdownStaysAsItWas(t *testing.T) {
	t.Parallel()
	c := standard(t)
	p := newProject(t, c)
	p.apply()
	before, id := definition(t), domain(t).ID
	c.MemoryMiB = 160
	p.configure(c)
	p.refused("Updating the VM "+namesOf(t).VM, "did not shut down within 3 s")
	if definition(t) != before {
		t.Error("the definition was changed")
	}
	if domain(t).ID != id || !running(t) {
		t.Error("the guest was touched")
	}
}

func TestARefusedDefinitionLeavesTheOldOne(t *testing.T) {
	t.Parallel()
	c := standard(t)
	p := newProject(t, c)
	p.apply()
	before, id := definition(t), domain(t).ID
	c.Machine = "no-such-machine"
	p.configure(c)
	p.refused("Updating the VM "+namesOf(t).VM, "was refused")
	if definition(t) != before {
		t.Error("the definition was changed")
	}
	if domain(t).ID != id || !running(t) {
		t.Error("the guest was touched")
	}
}

var addresses = regexp.MustCompile(`<(uuid|mac|address) ?[^\n]*`)

func TestARestartKeepsWhatIsNotManaged(t *testing.T) {
	t.Parallel()
	c := standard(t)
	c.ShutdownSeconds = 20
	p := newProject(t, c)
	p.apply()
	someone := "<owner xmlns='urn:someone:else'>storage team</owner>"
	check(t, host.DomainSetMetadata(domain(t), int32(libvirt.DomainMetadataElement), libvirt.OptString{someone}, libvirt.OptString{"o"}, libvirt.OptString{"urn:someone:else"}, libvirt.DomainAffectConfig))
	before := addresses.FindAllString(definition(t), -1)

	c.MemoryMiB, c.VCPUs = 160, 2
	p.configure(c)
	stopped := stopSoon(t)
	p.apply()
	stopped()
	p.converged()

	after := definition(t)
	if strings.Join(addresses.FindAllString(after, -1), "\n") != strings.Join(before, "\n") {
		t.Errorf("addresses changed from %v in %s", before, after)
	}
	for _, wanted := range []string{"storage team", ">163840</memory>", ">2</vcpu>"} {
		if !strings.Contains(after, wanted) {
			t.Errorf("the definition does not hold %s: %s", wanted, after)
		}
	}
	if !running(t) {
		t.Error("the guest does not run")
	}
}

func TestAVMThatIsOffGetsTheDefinitionAndIsStarted(t *testing.T) {
	t.Parallel()
	c := standard(t)
	c.Running = false
	p := newProject(t, c)
	p.apply()
	p.converged()
	if running(t) {
		t.Error("the guest runs")
	}
	c.Running, c.MemoryMiB = true, 160
	p.configure(c)
	p.apply()
	p.converged()
	if !running(t) {
		t.Error("the guest does not run")
	}
}

func TestADiskGrowsUnderTheRunningGuest(t *testing.T) {
	t.Parallel()
	c := standard(t)
	p := newProject(t, c)
	p.apply()
	id := domain(t).ID
	c.CapacityGiB = 2
	p.configure(c)
	p.apply()
	p.converged()
	_, capacity, _, err := host.DomainGetBlockInfo(domain(t), "vda", 0)
	check(t, err)
	if capacity != 2<<30 || domain(t).ID != id {
		t.Errorf("the guest sees %d bytes", capacity)
	}

	check(t, host.DomainDestroy(domain(t)))
	c.CapacityGiB = 3
	p.configure(c)
	p.apply()
	p.converged()

	c.CapacityGiB = 1
	p.configure(c)
	p.refused("a smaller kvm.system.size.gb makes another volume and would give up the data")
}
