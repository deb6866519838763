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
		change                 func(m *model)
		online, restart, later string
	}{
		"nothing":            {func(*model) {}, "", "", ""},
		"quota":              {func(m *model) { m.CPUTune = &cpuTune{Quota: ptr(int64(5000))} }, "cpu_tune", "", ""},
		"no quota":           {func(m *model) { m.CPUTune = nil }, "cpu_tune", "", ""},
		"memory":             {func(m *model) { m.Memory = ptr(int64(256)) }, "", "memory", ""},
		"spelling":           {func(m *model) { m.Memory, m.MemoryUnit = ptr(int64(131072)), nil }, "", "", ""},
		"timeouts":           {func(m *model) { m.Update = nil }, "", "", ""},
		"more vCPUs":         {func(m *model) { m.VCPU = ptr(int64(2)) }, "", "vcpu", ""},
		"room for vCPUs":     {func(m *model) { m.VCPU, m.VCPUCurrent = ptr(int64(8)), ptr(int64(1)) }, "", "", "vcpu"},
		"beyond the room":    {func(m *model) { m.VCPU, m.VCPUCurrent = ptr(int64(8)), ptr(int64(2)) }, "", "vcpu_current", ""},
		"no device lists":    {func(m *model) { m.Devices = nil }, "devices.interfaces", "devices.disks devices.graphics devices.channels devices.serials devices.rngs devices.mem_balloon devices.videos", ""},
		"room for devices":   {func(m *model) { m.Devices.Controllers = ports(20) }, "", "", "devices.controllers"},
		"another NIC":        {func(m *model) { m.Devices.Interfaces = append(m.Devices.Interfaces, card("02:01:00:00:00:09")) }, "devices.interfaces", "", ""},
		"no NIC":             {func(m *model) { m.Devices.Interfaces = []nic{} }, "devices.interfaces", "", ""},
		"another network":    {func(m *model) { m.Devices.Interfaces[0].Source = card("").Source }, "devices.interfaces", "", ""},
		"another NIC model":  {func(m *model) { m.Devices.Interfaces[0].Model = &typed{ptr("e1000e")} }, "", "devices.interfaces", ""},
		"another disk":       {func(m *model) { m.Devices.Disks = append(m.Devices.Disks, data("vdb")) }, "devices.disks", "", ""},
		"a SATA disk":        {func(m *model) { m.Devices.Disks = append(m.Devices.Disks, sata("sdb")) }, "", "devices.disks", ""},
		"ejected medium":     {func(m *model) { m.Devices.Disks[1].Source = nil }, "devices.disks", "", ""},
		"an empty drive":     {func(m *model) { m.Devices.Disks = append(m.Devices.Disks, drive("sdc")) }, "", "", "devices.disks"},
		"no drive":           {func(m *model) { m.Devices.Disks = m.Devices.Disks[:1] }, "", "devices.disks", ""},
		"another disk cache": {func(m *model) { m.Devices.Disks[0].Driver.Cache = ptr("writeback") }, "", "devices.disks", ""},
		"VNC port":           {func(m *model) { m.Devices.Graphics[0].VNC.Port = ptr(int64(5999)) }, "", "devices.graphics", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			previous, plan := configured(t), configured(t)
			c.change(&plan)
			defined, running := captured(t, "inactive"), captured(t, "live")
			current := liveModel(running, defined, plan)
			if err := defined.write(plan, &previous); err != nil {
				t.Fatal(err)
			}
			for from, result := range map[string]consequences{
				"the host":  between(current, defined.read(), plan, &previous, running.number("vcpu"), false),
				"the state": foreseen(previous, plan, false),
			} {
				seen := []string{strings.Join(result.online, " "), strings.Join(result.restart, " "), strings.Join(result.later, " ")}
				if !slices.Equal(seen, []string{c.online, c.restart, c.later}) {
					t.Errorf("from %s: %q", from, seen)
				}
			}
		})
	}
}

func TestAMACChangedInTheDefinitionAloneChangesNoGuest(t *testing.T) {
	plan, state := configured(t), configured(t)
	*plan.Devices.Interfaces[0].MAC.Address = strings.ToUpper(*plan.Devices.Interfaces[0].MAC.Address)
	*state.Devices.Interfaces[0].MAC.Address = "02:00:00:00:00:99"
	running, defined := captured(t, "live"), captured(t, "inactive")
	defined.root.FindElement("devices/interface/mac").CreateAttr("address", "02:00:00:00:00:99")
	current := liveModel(running, defined, plan)
	if err := defined.write(plan, &state); err != nil {
		t.Fatal(err)
	}
	if result := between(current, defined.read(), plan, &state, ptr(int64(1)), false); len(result.restart)+len(result.online) > 0 {
		t.Errorf("%+v", result)
	}
}

func TestVCPUsAreRaisedWithinTheRoom(t *testing.T) {
	state := configured(t)
	state.VCPU, state.VCPUCurrent = ptr(int64(8)), ptr(int64(2))
	plan := state
	for count, online := range map[int64]bool{1: false, 3: true, 8: true} {
		plan.VCPUCurrent = &count
		if result := foreseen(state, plan, false); result.vcpus != online || (len(result.restart) == 0) != online {
			t.Errorf("2 to %d: %+v", count, result)
		}
	}
}

func card(address string) nic {
	return nic{MAC: &mac{&address}, Model: &typed{ptr("virtio")}, Source: &nicSource{&nicNetwork{ptr("quantum-br1")}}}
}

func data(target string) disk {
	return disk{Device: ptr("disk"), Target: &diskTarget{Dev: &target, Bus: ptr("virtio")}, Source: &diskSource{Block: &diskBlock{ptr("/dev/sdx")}}}
}

func sata(target string) disk {
	result := data(target)
	result.Target.Bus = ptr("sata")
	return result
}

func drive(target string) disk {
	return disk{Device: ptr("cdrom"), Target: &diskTarget{Dev: &target, Bus: ptr("sata")}}
}

func ports(count int64) []controller {
	var result []controller
	for i := range count {
		result = append(result, controller{ptr("pci"), ptr("pcie-root-port"), ptr(i + 1)})
	}
	return result
}

func ptr[T any](value T) *T {
	return &value
}
