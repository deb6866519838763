//go:build acceptance

package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"
)

const (
	vmAddress      = "libvirt_domain.vm"
	networkAddress = "libvirt_network.net"
)

// TestDriftShowsInThePlan has everything that somebody may do on the host past
// Terraform, and how the plan shows it. Applying that plan undoes it.
func TestDriftShowsInThePlan(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	id := domain(t).ID
	cases := []struct {
		name     string
		byHand   func(t *testing.T)
		address  string
		expected string
	}{
		{"quota of the running guest", func(t *testing.T) { setQuota(t, 50000, libvirt.DomainAffectLive) }, vmAddress, "update cpu_tune"},
		{"quota in the definition", func(t *testing.T) { setQuota(t, 50000, libvirt.DomainAffectConfig) }, vmAddress, "update cpu_tune"},
		{"autostart off", func(t *testing.T) { check(t, host.DomainSetAutostart(domain(t), 0)) }, vmAddress, "update autostart"},
		{"paused", func(t *testing.T) { check(t, host.DomainSuspend(domain(t))) }, vmAddress, "update running"},
		{"memory", func(t *testing.T) {
			check(t, host.DomainSetMemoryFlags(domain(t), 65536, uint32(libvirt.DomainMemConfig)))
		}, vmAddress, "update memory"},
		{"vCPUs", func(t *testing.T) { edit(t, "<vcpu placement='static'>1<", "<vcpu placement='static'>2<") }, vmAddress, "update vcpu"},
		{"VNC port", func(t *testing.T) {
			port := namesOf(t).VNCPort
			edit(t, fmt.Sprintf("port='%d'", port), fmt.Sprintf("port='%d'", port+1))
		}, vmAddress, "update devices"},
		{"VNC address", func(t *testing.T) {
			edit(t, "listen='127.0.0.1'>\n      <listen type='address' address='127.0.0.1'/>", "listen='0.0.0.0'>")
		}, vmAddress, "update devices"},
		{"disk cache", func(t *testing.T) { edit(t, "cache='none' io='native'", "cache='writeback'") }, vmAddress, "update devices"},
		{"added disk", func(t *testing.T) { addDevice(t, addedDisk) }, vmAddress, "update devices"},
		{"added NIC", func(t *testing.T) { addDevice(t, addedNIC) }, vmAddress, "update devices"},
		{"changed MAC", func(t *testing.T) { edit(t, strings.ToLower(macAddress), "02:00:c0:a8:fe:02") }, vmAddress, "update devices"},
		{"network autostart off", func(t *testing.T) { check(t, host.NetworkSetAutostart(network(t), 0)) }, networkAddress, "update autostart"},
		{"network stopped", func(t *testing.T) { check(t, host.NetworkDestroy(network(t))) }, networkAddress, "update"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			q := p.in(t)
			c.byHand(t)
			if changes := q.plan(); len(changes) != 1 || changes[c.address] != c.expected {
				t.Errorf("the plan has %v instead of %s: %s", changes, c.address, c.expected)
			}
			q.applyPlan()
			q.converged()
		})
	}
	if domain(t).ID != id {
		t.Error("undoing a change that the guest did not run with restarted it")
	}
}

const (
	addedDisk = "<disk type='block' device='cdrom'><target dev='sdb' bus='sata'/></disk>"
	addedNIC  = "<interface type='bridge'><mac address='02:00:c0:a8:fe:09'/><source bridge='br0'/><model type='virtio'/></interface>"
)

func addDevice(t *testing.T, device string) {
	t.Helper()
	check(t, host.DomainAttachDeviceFlags(domain(t), device, uint32(libvirt.DomainAffectConfig)))
}

func TestAGuestThatIsOffShowsInThePlanAndIsStarted(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	check(t, host.DomainDestroy(domain(t)))
	if changes := p.plan(); changes[vmAddress] != "update running" {
		t.Errorf("the plan has %v", changes)
	}
	p.apply()
	p.converged()
	if !running(t) {
		t.Error("the guest does not run")
	}
}

func TestWhatIsGoneIsCreatedAgain(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	clean(t)
	for address, actions := range p.plan() {
		if actions != "create" {
			t.Errorf("%s: %s", address, actions)
		}
	}
	p.apply()
	p.converged()
}
