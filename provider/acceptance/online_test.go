//go:build acceptance

package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"
)

// TestChangesReachTheRunningGuest makes one change after the other on one
// guest, which notices them and nothing else.
func TestChangesReachTheRunningGuest(t *testing.T) {
	t.Parallel()
	p, c := guestIn(t)
	boot, id := inGuest(t, bootID), domain(t).ID
	inGuest(t, "echo written before >/dev/vda; sync")
	const first = "02:00:c0:a8:fe:01"
	cases := []struct {
		name             string
		change           func()
		script, expected string
	}{
		{"quota", func() { c.Quota = 90000 }, cards, first},
		{"two NICs added", func() { c.NICs = []string{"02", "03"} }, cards, first + "\n02:01:c0:a8:fe:02\n02:01:c0:a8:fe:03"},
		{"a NIC removed", func() { c.NICs = []string{"03"} }, cards, first + "\n02:01:c0:a8:fe:03"},
		{"vCPUs raised", func() { c.VCPUs = 3 }, cpus, "0-2"},
		{"room for vCPUs", func() { c.VCPURoom = 6 }, cpus, "0-2"},
		{"room for devices", func() { c.Ports = 14 }, cpus, "0-2"},
		{"system disk grown", func() { c.CapacityGiB = 3 }, diskSizes, "vda 6291456"},
		{"data disk added", func() { c.Data = true }, diskSizes, "vda 6291456\nvdb 131072"},
		{"medium ejected", func() { c.Ejected = true }, cards, first + "\n02:01:c0:a8:fe:03"},
		{"medium inserted", func() { c.Ejected = false }, cards, first + "\n02:01:c0:a8:fe:03"},
		{"all at once", func() {
			c.Quota, c.NICs, c.VCPUs, c.CapacityGiB, c.Ejected = 80000, []string{"04"}, 4, 4, true
		}, cards + "; " + cpus + "; " + diskSizes, first + "\n02:01:c0:a8:fe:04\n0-3\nvda 8388608\nvdb 131072"},
	}
	for _, change := range cases {
		t.Run(change.name, func(t *testing.T) {
			q := p.in(t)
			change.change()
			q.configure(c)
			announcesNoRestart(t, q)
			q.apply()
			q.converged()
			comesTrue(t, change.script, change.expected)
			if inGuest(t, bootID) != boot || domain(t).ID != id {
				t.Error("the guest was restarted")
			}
		})
	}
	if text := inGuest(t, "head -c 14 /dev/vda"); text != "written before" {
		t.Errorf("the disk holds %q", text)
	}
	mediumIs(t, "")
	if text := live(t); !strings.Contains(text, "<quota>80000</quota>") {
		t.Errorf("the quota is not 80000: %s", text)
	}
}

func live(t *testing.T) string {
	t.Helper()
	text, err := host.DomainGetXMLDesc(domain(t), 0)
	check(t, err)
	return text
}

// mediumIs expects a file, or none, in the drive of guest and definition.
func mediumIs(t *testing.T, file string) {
	t.Helper()
	for _, text := range []string{live(t), definition(t)} {
		if strings.Contains(text, namesOf(t).Medium+"'") != (file != "") {
			t.Errorf("the medium is not %q: %s", file, text)
		}
	}
}

// The guest has longer to shut down than a command may take: an apply that ends has
// gone on as soon as the guest was off, and has neither waited nor cut its power.
func TestWhatNeedsARestartShutsTheGuestDownAndStartsIt(t *testing.T) {
	t.Parallel()
	p, c := guestIn(t)
	cases := []struct {
		name, property   string
		change           func()
		script, expected string
	}{
		{"memory", "kvm.memory.size.gb", func() { c.MemoryMiB = 320 }, "awk '/MemTotal/ {print ($2 > 262144)}' /proc/meminfo", "1"},
		{"fewer vCPUs", "kvm.cpu.percentage", func() { c.VCPUs = 2 }, cpus, "0-1"},
		{"VNC port", "kvm.vnc.port.base", func() { c.VNCPort = c.Names.VNCPort + 1 }, "echo", ""},
	}
	c.VCPUs, c.ShutdownSeconds = 3, 2*int(commandLimit.Seconds())
	p.configure(c)
	p.apply()
	for _, change := range cases {
		t.Run(change.name, func(t *testing.T) {
			q := p.in(t)
			boot := inGuest(t, bootID)
			change.change()
			q.configure(c)
			output, _ := q.run("plan", "-input=false")
			if !strings.Contains(output, "restarts its guest") || !strings.Contains(output, "For "+change.property+" the guest is asked") {
				t.Errorf("the plan does not announce the restart for %s: %s", change.property, output)
			}
			q.apply()
			q.converged()
			answers(t)
			if inGuest(t, bootID) == boot {
				t.Error("the guest was not restarted")
			}
			comesTrue(t, change.script, change.expected)
		})
	}
}

func TestAGuestThatIsOffIsChangedAndStarted(t *testing.T) {
	t.Parallel()
	p, c := startGuest(t)
	check(t, host.DomainDestroy(domain(t)))
	c.NICs, c.CapacityGiB = []string{"02"}, 2
	p.configure(c)
	p.apply()
	p.converged()
	answers(t)
	comesTrue(t, diskSizes, "vda 4194304")
}

// The guest of these tests has no system: it lets go of nothing.

func TestADeviceThatTheGuestHoldsStays(t *testing.T) {
	t.Parallel()
	c := standard(t)
	c.Ports, c.NICs, c.VCPURoom = 12, []string{"02"}, 2
	p := newProject(t, c)
	p.apply()
	before, devices, id := definition(t), addressesIn(live(t)), domain(t).ID
	c.NICs, c.Quota, c.Ejected = []string{"03"}, 30000, true
	p.configure(c)
	p.refused("Updating the VM "+namesOf(t).VM, "did not let go of the device 02:01:c0:a8:fe:02", "is as it was")
	unchanged(t, before, id)
	if now := addressesIn(live(t)); !slices.Equal(now, devices) {
		t.Errorf("the guest has the NICs %v instead of %v", now, devices)
	}
	if text := live(t); !strings.Contains(text, "<quota>20000</quota>") || !strings.Contains(text, namesOf(t).Medium+"'") {
		t.Errorf("what was done before was not undone: %s", text)
	}
}

func addressesIn(text string) []string {
	var result []string
	for _, part := range strings.Split(text, "<mac address='")[1:] {
		result = append(result, part[:17])
	}
	return result
}

func unchanged(t *testing.T, before string, id int32) {
	t.Helper()
	if after := definition(t); after != before {
		t.Errorf("the definition was changed: %s", after)
	}
	if domain(t).ID != id || !running(t) {
		t.Error("the guest was touched")
	}
}

func TestADeviceThatLibvirtRefusesLeavesEverythingAsItWas(t *testing.T) {
	t.Parallel()
	c := standard(t)
	c.Ports = 12
	p := newProject(t, c)
	p.apply()
	before, id := definition(t), domain(t).ID
	// A disk whose file goes away between the plan and its use.
	c.Data, c.Quota, c.Ejected = true, 30000, true
	p.configure(c)
	p.must("apply", "-auto-approve", "-input=false", "-target=libvirt_volume.data")
	made, found := volume(t, namesOf(t).Data)
	if !found {
		t.Fatal("the volume is not there")
	}
	check(t, host.StorageVolDelete(made, 0))
	p.refusedWith([]string{"-refresh=false"}, "Updating the VM "+namesOf(t).VM, "does not take the change")
	unchanged(t, before, id)
	if text := live(t); !strings.Contains(text, "<quota>20000</quota>") || !strings.Contains(text, namesOf(t).Medium+"'") {
		t.Errorf("what was done before was not undone: %s", text)
	}
}

func TestAGuestWithoutFreePortsIsNotRestartedForOne(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	c := standard(t)
	for i := range 4 {
		c.NICs = append(c.NICs, fmt.Sprintf("0%d", i+2))
	}
	before, id := definition(t), domain(t).ID
	p.configure(c)
	p.refused("Updating the VM "+namesOf(t).VM, "free PCI Express ports", "nothing was changed")
	unchanged(t, before, id)
}

func TestAGuestWithoutRoomForVCPUsIsNotRestartedUnannounced(t *testing.T) {
	t.Parallel()
	c := standard(t)
	p := newProject(t, c)
	p.apply()
	id := domain(t).ID
	c.VCPURoom, c.Ports = 4, 12
	p.configure(c)
	p.apply()
	p.converged()
	before := definition(t)
	c.VCPUs = 2
	p.configure(c)
	p.refused("Updating the VM "+namesOf(t).VM, "only by a restart, which the plan did not show")
	unchanged(t, before, id)
	if count, err := host.DomainGetVcpusFlags(domain(t), uint32(libvirt.DomainVCPULive)); err != nil || count != 1 {
		t.Errorf("the guest has %d vCPUs (%v)", count, err)
	}
}
