//go:build acceptance

package acceptance

import (
	"strings"
	"testing"
	"time"

	"github.com/digitalocean/go-libvirt"
)

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// clean removes everything of the test's names, whatever it is.
func clean(t *testing.T) {
	t.Helper()
	if domain, err := host.DomainLookupByName(namesOf(t).VM); err == nil {
		_ = host.DomainDestroy(domain)
		_ = host.DomainUndefineFlags(domain, libvirt.DomainUndefineManagedSave)
	}
	if network, err := host.NetworkLookupByName(namesOf(t).Network); err == nil {
		_ = host.NetworkDestroy(network)
		_ = host.NetworkUndefine(network)
	}
	for _, name := range []string{namesOf(t).Disk, namesOf(t).Data, namesOf(t).Medium} {
		if volume, found := volume(t, name); found {
			check(t, host.StorageVolDelete(volume, 0))
		}
	}
}

func pool(t *testing.T) libvirt.StoragePool {
	t.Helper()
	pool, err := host.StoragePoolLookupByName(poolName)
	check(t, err)
	return pool
}

func volume(t *testing.T, name string) (libvirt.StorageVol, bool) {
	t.Helper()
	volume, err := host.StorageVolLookupByName(pool(t), name)
	return volume, err == nil
}

func domain(t *testing.T) libvirt.Domain {
	t.Helper()
	domain, err := host.DomainLookupByName(namesOf(t).VM)
	check(t, err)
	return domain
}

func network(t *testing.T) libvirt.Network {
	t.Helper()
	network, err := host.NetworkLookupByName(namesOf(t).Network)
	check(t, err)
	return network
}

// definition is what the guest starts from next time.
func definition(t *testing.T) string {
	t.Helper()
	text, err := host.DomainGetXMLDesc(domain(t), libvirt.DomainXMLInactive)
	check(t, err)
	return text
}

// edit replaces text in the definition, as virsh edit does.
func edit(t *testing.T, old, replacement string) {
	t.Helper()
	text := definition(t)
	if !strings.Contains(text, old) {
		t.Fatalf("the definition does not hold %q: %s", old, text)
	}
	_, err := host.DomainDefineXML(strings.Replace(text, old, replacement, 1))
	check(t, err)
}

// setQuota is virsh schedinfo --set vcpu_quota.
func setQuota(t *testing.T, quota int64, flags libvirt.DomainModificationImpact) {
	t.Helper()
	parameter := libvirt.TypedParam{Field: "vcpu_quota", Value: *libvirt.NewTypedParamValueLlong(quota)}
	check(t, host.DomainSetSchedulerParametersFlags(domain(t), []libvirt.TypedParam{parameter}, uint32(flags)))
}

func running(t *testing.T) bool {
	t.Helper()
	state, _, err := host.DomainGetState(domain(t), 0)
	check(t, err)
	return libvirt.DomainState(state) == libvirt.DomainRunning
}

// stopSoon stands in for a guest that shuts down when asked.
func stopSoon(t *testing.T) (wait func()) {
	t.Helper()
	done, machine := make(chan error, 1), domain(t)
	go func() {
		time.Sleep(4 * time.Second)
		done <- host.DomainDestroy(machine)
	}()
	return func() { check(t, <-done) }
}
