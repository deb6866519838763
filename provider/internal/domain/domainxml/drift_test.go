package domainxml_test

import (
	"slices"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/domain/domaintest"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/xmlbind"
)

func TestDriftIsReported(t *testing.T) {
	cases := map[string]struct{ old, replacement, expected string }{
		"quota":           {"<quota>20000<", "<quota>30000<", "cpu_tune"},
		"no quota":        {"<quota>20000</quota>", "", "cpu_tune"},
		"memory":          {">131072</memory>\n  <currentMemory unit='KiB'>131072<", ">262144</memory>\n  <currentMemory unit='KiB'>262144<", "memory"},
		"balloon":         {"<currentMemory unit='KiB'>131072<", "<currentMemory unit='KiB'>65536<", "memory"},
		"vCPUs":           {"static'>1<", "static'>2<", "vcpu"},
		"vCPUs online":    {"static'>1<", "static' current='1'>2<", ""},
		"fewer online":    {"static'>1<", "static' current='2'>4<", "vcpu"},
		"machine":         {"pc-q35-7.2", "pc-i440fx-7.2", "os"},
		"machine version": {"pc-q35-7.2", "pc-q35-9.0", ""},
		"disk":            {"/images/vm054.qcow2'", "/images/other.qcow2'", "devices"},
		"disk by detour":  {"/images/vm054.qcow2'", "/images/./vm054.qcow2'", ""},
		"medium taken":    {"<source file='/var/lib/libvirt/images/vm054-install.iso'/>", "", "devices"},
		"disk cache":      {"cache='none'", "cache='writeback'", "devices"},
		"network":         {"network='quantum-br0'", "network='default'", "devices"},
		"VNC port":        {"port='5954'", "port='5955'", "devices"},
		"balloon device":  {"<memballoon model='none'/>", "<memballoon model='virtio'/>", "devices"},
		"no ACPI":         {"<acpi/>", "", "features"},
		"no APIC":         {"<apic/>", "", "features"},
		"no boot order":   {"<boot order='1'/>", "", "devices"},
		"type":            {"type='qemu'", "type='kvm'", "type"},
		"added NIC":       {"<memballoon", "<interface type='user'/><memballoon", "devices"},
		"foreign part":    {"<memballoon", "<watchdog model='itco'/><memballoon", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			original := domaintest.Text(t, "inactive")
			if !strings.Contains(original, c.old) {
				t.Fatalf("the definition does not hold %s", c.old)
			}
			wanted := domaintest.Configured(t)
			edited := domaintest.Parsed(t, strings.Replace(original, c.old, c.replacement, 1))
			names := xmlbind.Changed(model.Reconcile(wanted, edited.Model()), wanted)
			if strings.Join(names, " ") != c.expected {
				t.Errorf("%v changed instead of %q", names, c.expected)
			}
			if err := edited.Apply(wanted, &wanted); err != nil {
				t.Fatal(err)
			}
			if names := xmlbind.Changed(model.Reconcile(wanted, edited.Model()), wanted); len(names) > 0 {
				t.Errorf("writing it left %v", names)
			}
		})
	}
}

func TestDriftOfDefinitionAndGuestIsMerged(t *testing.T) {
	prior := domaintest.Configured(t)
	live, defined := prior, prior
	quota, size := int64(30000), int64(256)
	live.CPUTune = &model.CPUTune{Period: prior.CPUTune.Period, Quota: &quota}
	defined.Memory = &size
	result := model.MergeDrift(prior, defined, live)
	if *result.CPUTune.Quota != 30000 || *result.Memory != 256 {
		t.Errorf("reported %+v", result)
	}
}

// adopted is the guest running without our tag, and with changes.
func adopted(t *testing.T, replacements ...string) *domainxml.Definition {
	t.Helper()
	replacer := strings.NewReplacer(append(replacements, model.TagNamespace, "urn:somebody:machine")...)
	return domaintest.Parsed(t, replacer.Replace(domaintest.Text(t, "live")))
}

func TestWhatIsDeferredIsNoDrift(t *testing.T) {
	prior := domaintest.Configured(t)
	defined := domaintest.Captured(t, "inactive")
	running := adopted(t, "cache='none'", "cache='writeback'", "port='5954'", "port='5999'", "type='network'", "type='bridge'")
	if names := xmlbind.Changed(model.Reconcile(prior, domainxml.LiveModel(running, defined, prior)), prior); len(names) > 0 {
		t.Errorf("%v", names)
	}
	running = adopted(t, "vm054.qcow2'", "other.qcow2'")
	if names := xmlbind.Changed(model.Reconcile(prior, domainxml.LiveModel(running, defined, prior)), prior); !slices.Equal(names, []string{"devices"}) {
		t.Errorf("%v", names)
	}
}
