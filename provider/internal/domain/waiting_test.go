package domain

import (
	"os"
	"slices"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/xmlbind"
)

// adopted is a guest that runs as captured, without our tag, and with changes.
func adopted(t *testing.T, replacements ...string) *definition {
	t.Helper()
	text, err := os.ReadFile("testdata/live.xml")
	if err != nil {
		t.Fatal(err)
	}
	replacer := strings.NewReplacer(append(replacements, namespace, "urn:somebody:machine")...)
	return parsed(t, replacer.Replace(string(text)))
}

func TestAnAdoptedGuestWaitsForWhatDoesNotMatterToIt(t *testing.T) {
	cases := map[string]struct {
		change         func(*model)
		restart, later string
	}{
		"CPU":            {func(m *model) { m.CPU.Mode = ptr("host-model") }, "", "cpu"},
		"I/O threads":    {func(m *model) { m.IOThreads = ptr(int64(4)) }, "", "io_threads"},
		"disk cache":     {func(m *model) { m.Devices.Disks[0].Driver.Cache = ptr("writeback") }, "", "devices.disks"},
		"VNC port":       {func(m *model) { m.Devices.Graphics[0].VNC.Port = ptr(int64(5999)) }, "", "devices.graphics"},
		"no drive":       {func(m *model) { m.Devices.Disks = m.Devices.Disks[:1] }, "", "devices.disks"},
		"NIC model":      {func(m *model) { m.Devices.Interfaces[0].Model = &typed{ptr("e1000e")} }, "", "devices.interfaces"},
		"memory":         {func(m *model) { m.Memory = ptr(int64(64)) }, "memory", ""},
		"machine":        {func(m *model) { m.OS.Machine = ptr("pc") }, "os", ""},
		"another file":   {func(m *model) { m.Devices.Disks[0].Source = data("").Source }, "devices.disks", ""},
		"no system disk": {func(m *model) { m.Devices.Disks = m.Devices.Disks[1:] }, "devices.disks", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			state, plan := configured(t), configured(t)
			c.change(&plan)
			result := foreseen(state, plan, true)
			seen := []string{strings.Join(result.restart, " "), strings.Join(result.later, " ")}
			if !slices.Equal(seen, []string{c.restart, c.later}) {
				t.Errorf("%q", seen)
			}
		})
	}
}

func TestAnAdoptedNICComesToItsNetworkWithItsNextStart(t *testing.T) {
	state, plan := configured(t), configured(t)
	state.Devices.Interfaces[0].Source = nil
	if result := foreseen(state, plan, true); len(result.restart)+len(result.online) > 0 {
		t.Errorf("%+v", result)
	}
}

func TestWhatAnAdoptedGuestWaitsForIsNoDrift(t *testing.T) {
	prior := configured(t)
	defined := captured(t, "inactive")
	running := adopted(t, "cache='none'", "cache='writeback'", "port='5954'", "port='5999'", "type='network'", "type='bridge'")
	if names := xmlbind.Changed(liveModel(running, defined, prior).seenAs(prior), prior); len(names) > 0 {
		t.Errorf("%v", names)
	}
	running = adopted(t, "vm054.qcow2'", "other.qcow2'")
	if names := xmlbind.Changed(liveModel(running, defined, prior).seenAs(prior), prior); !slices.Equal(names, []string{"devices"}) {
		t.Errorf("%v", names)
	}
}

func TestTheBootOrderOfSingleDevicesReplacesThatOfKinds(t *testing.T) {
	d := parsed(t, strings.Replace(source(t), "</type>", "</type><boot dev='hd'/>", 1))
	if err := d.write(configured(t), nil); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(written(t, d), "boot dev=") {
		t.Error("libvirt refuses both")
	}
}
