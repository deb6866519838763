package consequence

import (
	"slices"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/domain/domaintest"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

func TestConsequencesOfChanges(t *testing.T) {
	cases := map[string]struct {
		change                    func(m *model.Domain)
		online, restart, deferred string
	}{
		"nothing":            {func(*model.Domain) {}, "", "", ""},
		"quota":              {func(m *model.Domain) { m.CPUTune = &model.CPUTune{Quota: new(int64(5000))} }, "cpu_tune", "", ""},
		"no quota":           {func(m *model.Domain) { m.CPUTune = nil }, "cpu_tune", "", ""},
		"memory":             {func(m *model.Domain) { m.Memory = new(int64(256)) }, "", "memory", ""},
		"spelling":           {func(m *model.Domain) { m.Memory, m.MemoryUnit = new(int64(131072)), nil }, "", "", ""},
		"timeouts":           {func(m *model.Domain) { m.Update = nil }, "", "", ""},
		"more vCPUs":         {func(m *model.Domain) { m.VCPU = new(int64(2)) }, "", "vcpu", ""},
		"room for vCPUs":     {func(m *model.Domain) { m.VCPU, m.VCPUCurrent = new(int64(8)), new(int64(1)) }, "", "", "vcpu"},
		"beyond the room":    {func(m *model.Domain) { m.VCPU, m.VCPUCurrent = new(int64(8)), new(int64(2)) }, "", "vcpu_current", "vcpu"},
		"no device lists":    {func(m *model.Domain) { m.Devices = nil }, "devices.interfaces", "devices.channels devices.disks devices.graphics devices.mem_balloon devices.rngs devices.serials devices.videos", ""},
		"room for devices":   {func(m *model.Domain) { m.Devices.Controllers = ports(20) }, "", "", "devices.controllers"},
		"another NIC":        {func(m *model.Domain) { m.Devices.Interfaces = append(m.Devices.Interfaces, card("02:01:00:00:00:09")) }, "devices.interfaces", "", ""},
		"no NIC":             {func(m *model.Domain) { m.Devices.Interfaces = []model.NIC{} }, "devices.interfaces", "", ""},
		"another network":    {func(m *model.Domain) { m.Devices.Interfaces[0].Source = card("").Source }, "devices.interfaces", "", ""},
		"another NIC model":  {func(m *model.Domain) { m.Devices.Interfaces[0].Model = &model.DeviceModel{Type: new("e1000e")} }, "", "devices.interfaces", ""},
		"another disk":       {func(m *model.Domain) { m.Devices.Disks = append(m.Devices.Disks, data("vdb")) }, "devices.disks", "", ""},
		"a SATA disk":        {func(m *model.Domain) { m.Devices.Disks = append(m.Devices.Disks, sata("sdb")) }, "", "devices.disks", ""},
		"ejected medium":     {func(m *model.Domain) { m.Devices.Disks[1].Source = nil }, "devices.disks", "", ""},
		"an empty drive":     {func(m *model.Domain) { m.Devices.Disks = append(m.Devices.Disks, drive("sdc")) }, "", "", "devices.disks"},
		"no drive":           {func(m *model.Domain) { m.Devices.Disks = m.Devices.Disks[:1] }, "", "devices.disks", ""},
		"another disk cache": {func(m *model.Domain) { m.Devices.Disks[0].Driver.Cache = new("writeback") }, "", "devices.disks", ""},
		"VNC port":           {func(m *model.Domain) { m.Devices.Graphics[0].VNC.Port = new(int64(5999)) }, "", "devices.graphics", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			previous, plan := domaintest.Configured(t), domaintest.Configured(t)
			c.change(&plan)
			defined, running := domaintest.Captured(t, "inactive"), domaintest.Captured(t, "live")
			current := domainxml.LiveModel(running, defined, plan)
			if err := defined.Apply(plan, &previous); err != nil {
				t.Fatal(err)
			}
			for from, result := range map[string]Consequences{
				"the host":  Of(current, defined.Model(), plan, &previous, running.Model().VCPU, Guest{Active: true}),
				"the state": FromState(previous, plan, Guest{Active: true}),
			} {
				seen := []string{strings.Join(result.With(Online), " "), strings.Join(result.Restarts(), " "), strings.Join(result.With(NextStart), " ")}
				if !slices.Equal(seen, []string{c.online, c.restart, c.deferred}) {
					t.Errorf("from %s: %q", from, seen)
				}
			}
		})
	}
}

func TestAMACChangedInTheDefinitionAloneChangesNoGuest(t *testing.T) {
	plan, state := domaintest.Configured(t), domaintest.Configured(t)
	*plan.Devices.Interfaces[0].MAC.Address = strings.ToUpper(*plan.Devices.Interfaces[0].MAC.Address)
	*state.Devices.Interfaces[0].MAC.Address = "02:00:00:00:00:99"
	running, defined := domaintest.Captured(t, "live"), domaintest.Captured(t, "inactive")
	defined.Root().FindElement("devices/interface/mac").CreateAttr("address", "02:00:00:00:00:99")
	current := domainxml.LiveModel(running, defined, plan)
	if err := defined.Apply(plan, &state); err != nil {
		t.Fatal(err)
	}
	if result := Of(current, defined.Model(), plan, &state, new(int64(1)), Guest{Active: true}); len(result.Restarts())+len(result.With(Online)) > 0 {
		t.Errorf("%+v", result)
	}
}

func TestVCPUsAreAddedUpToTheMaximum(t *testing.T) {
	state := domaintest.Configured(t)
	state.VCPU, state.VCPUCurrent = new(int64(8)), new(int64(2))
	plan := state
	for count, online := range map[int64]bool{1: false, 3: true, 8: true} {
		plan.VCPUCurrent = &count
		if result := FromState(state, plan, Guest{Active: true}); result.VCPUs != online || (len(result.Restarts()) == 0) != online {
			t.Errorf("2 to %d: %+v", count, result)
		}
	}
}

func card(address string) model.NIC {
	return model.NIC{MAC: &model.MAC{Address: &address}, Model: &model.DeviceModel{Type: new("virtio")}, Source: &model.NICSource{Network: &model.NetworkSource{Network: new("quantum-br1")}}}
}

func data(target string) model.Disk {
	return model.Disk{Device: new("disk"), Target: &model.DiskTarget{Dev: &target, Bus: new("virtio")}, Source: &model.DiskSource{Block: &model.BlockSource{Dev: new("/dev/sdx")}}}
}

func sata(target string) model.Disk {
	result := data(target)
	result.Target.Bus = new("sata")
	return result
}

func drive(target string) model.Disk {
	return model.Disk{Device: new("cdrom"), Target: &model.DiskTarget{Dev: &target, Bus: new("sata")}}
}

func ports(count int64) []model.Controller {
	var result []model.Controller
	for i := range count {
		result = append(result, model.Controller{Type: new("pci"), Model: new("pcie-root-port"), Index: new(i + 1)})
	}
	return result
}
