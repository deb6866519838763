package domain

import (
	"slices"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/xmlbind"
)

func TestChangesByHandAreSeen(t *testing.T) {
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
			original := source(t)
			if !strings.Contains(original, c.old) {
				t.Fatalf("the definition does not hold %s", c.old)
			}
			wanted := configured(t)
			edited := parsed(t, strings.Replace(original, c.old, c.replacement, 1))
			names := xmlbind.Changed(edited.read().seenAs(wanted), wanted)
			if strings.Join(names, " ") != c.expected {
				t.Errorf("%v changed instead of %q", names, c.expected)
			}
			if err := edited.write(wanted, &wanted); err != nil {
				t.Fatal(err)
			}
			if names := xmlbind.Changed(edited.read().seenAs(wanted), wanted); len(names) > 0 {
				t.Errorf("writing it left %v", names)
			}
		})
	}
}

func TestWhateverDiffersIsReported(t *testing.T) {
	prior := configured(t)
	live, defined := prior, prior
	quota, size := int64(30000), int64(256)
	live.CPUTune = &cpuTune{Period: prior.CPUTune.Period, Quota: &quota}
	defined.Memory = &size
	result := whicheverDiffers(prior, defined, live)
	if *result.CPUTune.Quota != 30000 || *result.Memory != 256 {
		t.Errorf("reported %+v", result)
	}
}

func TestWhatAChangeNeeds(t *testing.T) {
	cases := map[string]struct {
		change  func(m *model)
		live    int
		restart []string
	}{
		"nothing":         {func(*model) {}, 0, nil},
		"quota":           {func(m *model) { m.CPUTune = &cpuTune{Quota: ptr(int64(5000))} }, 1, nil},
		"no quota":        {func(m *model) { m.CPUTune = nil }, 1, nil},
		"memory":          {func(m *model) { m.Memory = ptr(int64(256)) }, 0, []string{"memory"}},
		"spelling":        {func(m *model) { m.Memory, m.MemoryUnit = ptr(int64(131072)), nil }, 0, nil},
		"timeouts":        {func(m *model) { m.Update = nil }, 0, nil},
		"disk and vCPUs":  {func(m *model) { m.VCPU, m.Devices = ptr(int64(2)), &devices{Disks: m.Devices.Disks[:1]} }, 0, []string{"vcpu", "devices"}},
		"no device lists": {func(m *model) { m.Devices = nil }, 0, []string{"devices"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			previous, plan := configured(t), configured(t)
			c.change(&plan)
			defined := captured(t, "inactive")
			current := liveModel(captured(t, "live"), defined)
			if err := defined.write(plan, &previous); err != nil {
				t.Fatal(err)
			}
			// The switches are not part of the XML.
			current.Autostart, current.Running = plan.Autostart, plan.Running
			var result change
			result.sort(differences(current, defined.read(), plan, &previous))
			if !slices.Equal(result.restart, c.restart) || len(result.live) < c.live {
				t.Errorf("restart for %v, %d live", result.restart, len(result.live))
			}
		})
	}
}

func ptr[T any](value T) *T {
	return &value
}
