package consequence

import (
	"slices"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/domain/domaintest"
	"quantum-kvm/provider/internal/domain/model"
)

func TestAnAdoptedGuestDefersWhatItDoesNotNeed(t *testing.T) {
	cases := map[string]struct {
		change            func(*model.Domain)
		restart, deferred string
	}{
		"CPU":            {func(m *model.Domain) { m.CPU.Mode = new("host-model") }, "", "cpu"},
		"I/O threads":    {func(m *model.Domain) { m.IOThreads = new(int64(4)) }, "", "io_threads"},
		"disk cache":     {func(m *model.Domain) { m.Devices.Disks[0].Driver.Cache = new("writeback") }, "", "devices.disks"},
		"VNC port":       {func(m *model.Domain) { m.Devices.Graphics[0].VNC.Port = new(int64(5999)) }, "", "devices.graphics"},
		"no drive":       {func(m *model.Domain) { m.Devices.Disks = m.Devices.Disks[:1] }, "", "devices.disks"},
		"NIC model":      {func(m *model.Domain) { m.Devices.Interfaces[0].Model = &model.DeviceModel{Type: new("e1000e")} }, "", "devices.interfaces"},
		"memory":         {func(m *model.Domain) { m.Memory = new(int64(64)) }, "memory", ""},
		"machine":        {func(m *model.Domain) { m.OS.Machine = new("pc") }, "os", ""},
		"another file":   {func(m *model.Domain) { m.Devices.Disks[0].Source = data("").Source }, "devices.disks", ""},
		"no system disk": {func(m *model.Domain) { m.Devices.Disks = m.Devices.Disks[1:] }, "devices.disks", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			state, plan := domaintest.Configured(t), domaintest.Configured(t)
			c.change(&plan)
			result := FromState(state, plan, Guest{Active: true, Adopted: true})
			seen := []string{strings.Join(result.Restarts(), " "), strings.Join(result.With(NextStart), " ")}
			if !slices.Equal(seen, []string{c.restart, c.deferred}) {
				t.Errorf("%q", seen)
			}
		})
	}
}

func TestTheNetworkOfAnAdoptedNICIsDeferred(t *testing.T) {
	state, plan := domaintest.Configured(t), domaintest.Configured(t)
	state.Devices.Interfaces[0].Source = nil
	if result := FromState(state, plan, Guest{Active: true, Adopted: true}); len(result.Restarts())+len(result.With(Online)) > 0 {
		t.Errorf("%+v", result)
	}
}
