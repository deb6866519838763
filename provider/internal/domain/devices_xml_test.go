package domain

import (
	"strings"
	"testing"
)

func TestADiskThatMovesLosesItsOldAddress(t *testing.T) {
	d, wanted := captured(t, "inactive"), configured(t)
	previous := configured(t)
	bus := "scsi"
	wanted.Devices.Disks[0].Target.Bus = &bus
	if err := d.write(wanted, &previous); err != nil {
		t.Fatal(err)
	}
	disk := d.root.FindElement("devices/disk[1]")
	if disk.SelectElement("address") != nil {
		t.Error("the PCI address is still there")
	}
	if other := d.root.FindElement("devices/disk[2]"); other.SelectElement("address") == nil {
		t.Error("the other disk lost its address")
	}
}

func TestADiskCanChangeBetweenFileAndDevice(t *testing.T) {
	d, wanted := captured(t, "inactive"), configured(t)
	previous := configured(t)
	device := "/dev/disk/by-id/x"
	wanted.Devices.Disks[0].Source = &diskSource{Block: &diskBlock{Dev: &device}}
	if err := d.write(wanted, &previous); err != nil {
		t.Fatal(err)
	}
	disk := d.root.FindElement("devices/disk[1]")
	source := disk.SelectElement("source")
	if disk.SelectAttrValue("type", "") != "block" || source.SelectAttrValue("dev", "") != device || source.SelectAttr("file") != nil {
		t.Error(written(t, d))
	}
}

func TestTheAddressToListenOnStandsTwice(t *testing.T) {
	d, wanted := captured(t, "inactive"), configured(t)
	previous := configured(t)
	all := "0.0.0.0"
	wanted.Devices.Graphics[0].VNC.Listen = &all
	if err := d.write(wanted, &previous); err != nil {
		t.Fatal(err)
	}
	if found := strings.Count(written(t, d), "'0.0.0.0'") + strings.Count(written(t, d), `"0.0.0.0"`); found < 2 {
		t.Error(written(t, d))
	}
}

func TestAnAutomaticPortIsNoChange(t *testing.T) {
	running := parsed(t, "<domain><devices><graphics type='vnc' port='5901' autoport='yes'/></devices></domain>")
	prior := model{Devices: &devices{Graphics: []graphics{{VNC: &vnc{AutoPort: ptr(true), Port: ptr(int64(-1))}}}}}
	if seen := running.read().seenAs(prior); *seen.Devices.Graphics[0].VNC.Port != -1 {
		t.Errorf("the port is %d", *seen.Devices.Graphics[0].VNC.Port)
	}
}
