//go:build acceptance

package acceptance

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"
)

const otherUUID = "11111111-2222-4333-8444-555555555555"

// TestAVMOfOurNameIsNotOurs: by its name alone a VM is somebody else's, in whatever
// way it came by the name.
func TestAVMOfOurNameIsNotOurs(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	ours := definition(t)
	untagged := regexp.MustCompile(`(?s)<metadata>.*</metadata>`).ReplaceAllString(ours, "")
	for name, test := range map[string]struct{ definition, word string }{
		"made anew without our tag":        {definitionUUID.ReplaceAllString(untagged, "<uuid>"+otherUUID+"</uuid>"), otherUUID},
		"made anew as a copy with our tag": {definitionUUID.ReplaceAllString(ours, "<uuid>"+otherUUID+"</uuid>"), otherUUID},
		"defined anew without our tag":     {untagged, "does not carry the tag"},
	} {
		t.Run(name, func(t *testing.T) {
			q := p.in(t)
			_ = host.DomainDestroy(domain(t))
			check(t, host.DomainUndefineFlags(domain(t), 0))
			_, err := host.DomainDefineXML(test.definition)
			check(t, err)
			before := definition(t)
			for _, arguments := range [][]string{
				{"plan"},
				{"apply", "-auto-approve"},
				{"apply", "-auto-approve", "-refresh=false", "-replace=" + vmAddress},
				{"destroy", "-auto-approve"},
				{"destroy", "-auto-approve", "-refresh=false"},
			} {
				output, succeeded := q.run(arguments...)
				if succeeded || !strings.Contains(output, test.word) || !strings.Contains(output, "nothing was changed") {
					t.Errorf("%v: %s", arguments, output)
				}
			}
			if definition(t) != before || running(t) {
				t.Error("the VM was changed")
			}
		})
	}
}

func TestACopyOfOurVMIsNotTakenOver(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	copied := definitionUUID.ReplaceAllString(definition(t), "<uuid>"+otherUUID[:35]+"6</uuid>")
	p.must("state", "rm", vmAddress)
	check(t, host.DomainDestroy(domain(t)))
	check(t, host.DomainUndefineFlags(domain(t), 0))
	_, err := host.DomainDefineXML(copied)
	check(t, err)
	before := definition(t)
	p.refused("Creating the VM "+namesOf(t).VM, "not made from here")
	if definition(t) != before {
		t.Error("the definition was changed")
	}
}

func TestANetworkOfOurNameIsNotOurs(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	check(t, host.NetworkDestroy(network(t)))
	check(t, host.NetworkUndefine(network(t)))
	defineNetwork(t, bridge())
	for _, arguments := range [][]string{{"plan"}, {"destroy", "-auto-approve"}, {"destroy", "-auto-approve", "-refresh=false"}} {
		if output, succeeded := p.run(arguments...); succeeded || !strings.Contains(output, "another one of its name") {
			t.Errorf("%v: %s", arguments, output)
		}
	}
	network(t)
}

// TestANetworkThatWasThereIsUsedAndStays: guests of others may be on it.
func TestANetworkThatWasThereIsUsedAndStays(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	foreign := defineNetwork(t, bridge())
	p.refused("Creating the network "+namesOf(t).Network, "does not run", "virsh net-start")
	check(t, host.NetworkCreate(foreign))
	check(t, host.NetworkSetAutostart(foreign, 1))
	before := network(t)
	p.apply()
	p.converged()
	p.destroy()
	if network(t) != before {
		t.Error("the network is another one")
	}
}

// TestANetworkIsOfTheDeploymentThatItsTagNames: two deployments may have VMs on one
// host, and what the one has made is the other's to use, not to remove.
func TestANetworkIsOfTheDeploymentThatItsTagNames(t *testing.T) {
	t.Parallel()
	const ours, theirs = otherUUID, "99999999-2222-4333-8444-555555555555"
	for name, test := range map[string]struct {
		made  string
		stays bool
	}{
		"another one's":            {theirs, true},
		"ours":                     {ours, false},
		"made without an identity": {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			c := standard(t)
			c.Deployment = test.made
			p := newProject(t, c)
			p.must("apply", "-auto-approve", "-input=false", "-target=libvirt_network.net")
			p.forget()
			before := network(t)
			c.Deployment = ours
			p.configure(c)
			p.apply()
			p.converged()
			if network(t) != before {
				t.Error("the network is another one")
			}
			p.destroy()
			_, err := host.NetworkLookupByName(namesOf(t).Network)
			if stays := err == nil; stays != test.stays {
				t.Errorf("the network is there: %t", stays)
			}
		})
	}
}

// TestANetworkThatAnotherVMHasStays: it would not start again without it.
func TestANetworkThatAnotherVMHasStays(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	other := namesOf(t).VM + "-other"
	_, err := host.DomainDefineXML(fmt.Sprintf("<domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><os><type>hvm</type></os><devices><interface type='network'><source network='%s'/></interface></devices></domain>", other, namesOf(t).Network))
	check(t, err)
	t.Cleanup(func() {
		if made, err := host.DomainLookupByName(other); err == nil {
			check(t, host.DomainUndefineFlags(made, 0))
		}
	})
	output, succeeded := p.run("destroy", "-auto-approve")
	if !succeeded || !strings.Contains(output, "leaves it on the host") || !strings.Contains(output, "The VM "+other) {
		t.Error(output)
	}
	network(t)
}

func defineNetwork(t *testing.T, over string) libvirt.Network {
	t.Helper()
	made, err := host.NetworkDefineXML(fmt.Sprintf("<network><name>%s</name><forward mode='bridge'/><bridge name='%s'/></network>", namesOf(t).Network, over))
	check(t, err)
	return made
}

func TestAVolumeThatAForeignVMHasStays(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.apply()
	p.must("destroy", "-auto-approve", "-target="+vmAddress)
	_, err := host.DomainDefineXML(fmt.Sprintf("<domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><os><type>hvm</type></os><devices><disk type='file'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/%s'/><target dev='vda'/></disk></devices></domain>", namesOf(t).VM, namesOf(t).Disk))
	check(t, err)
	output, succeeded := p.run("destroy", "-auto-approve")
	if succeeded || !strings.Contains(output, namesOf(t).VM+" has /var/lib/libvirt/images/"+namesOf(t).Disk) {
		t.Error(output)
	}
	if _, found := volume(t, namesOf(t).Disk); !found {
		t.Error("the volume is gone")
	}
}
