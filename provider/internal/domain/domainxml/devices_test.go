package domainxml_test

import (
	"strings"
	"testing"

	"quantum-kvm/provider/internal/domain/domaintest"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

func TestADiskThatMovesLosesItsOldAddress(t *testing.T) {
	d, wanted := domaintest.Captured(t, "inactive"), domaintest.Configured(t)
	previous := domaintest.Configured(t)
	bus := "scsi"
	wanted.Devices.Disks[0].Target.Bus = &bus
	if err := d.Apply(wanted, &previous); err != nil {
		t.Fatal(err)
	}
	disk := d.Root().FindElement("devices/disk[1]")
	if disk.SelectElement("address") != nil {
		t.Error("the PCI address is still there")
	}
	if other := d.Root().FindElement("devices/disk[2]"); other.SelectElement("address") == nil {
		t.Error("the other disk lost its address")
	}
}

func TestADiskCanChangeBetweenFileAndDevice(t *testing.T) {
	d, wanted := domaintest.Captured(t, "inactive"), domaintest.Configured(t)
	previous := domaintest.Configured(t)
	device := "/dev/disk/by-id/x"
	wanted.Devices.Disks[0].Source = &model.DiskSource{Block: &model.BlockSource{Dev: &device}}
	if err := d.Apply(wanted, &previous); err != nil {
		t.Fatal(err)
	}
	disk := d.Root().FindElement("devices/disk[1]")
	source := disk.SelectElement("source")
	if disk.SelectAttrValue("type", "") != "block" || source.SelectAttrValue("dev", "") != device || source.SelectAttr("file") != nil {
		t.Error(domaintest.Written(t, d))
	}
}

func TestTheListenAddressIsWrittenTwice(t *testing.T) {
	d, wanted := domaintest.Captured(t, "inactive"), domaintest.Configured(t)
	previous := domaintest.Configured(t)
	all := "0.0.0.0"
	wanted.Devices.Graphics[0].VNC.Listen = &all
	if err := d.Apply(wanted, &previous); err != nil {
		t.Fatal(err)
	}
	if found := strings.Count(domaintest.Written(t, d), "'0.0.0.0'") + strings.Count(domaintest.Written(t, d), `"0.0.0.0"`); found < 2 {
		t.Error(domaintest.Written(t, d))
	}
}

func TestAnAutomaticPortIsNoChange(t *testing.T) {
	running := domaintest.Parsed(t, "<domain><devices><graphics type='vnc' port='5901' autoport='yes'/></devices></domain>")
	prior := model.Domain{Devices: &model.Devices{Graphics: []model.Graphics{{VNC: &model.VNC{AutoPort: new(true), Port: new(int64(-1))}}}}}
	if seen := model.Reconcile(prior, running.Model()); *seen.Devices.Graphics[0].VNC.Port != -1 {
		t.Errorf("the port is %d", *seen.Devices.Graphics[0].VNC.Port)
	}
}

func TestTheBootOrderOfSingleDevicesReplacesThatOfKinds(t *testing.T) {
	d := domaintest.Parsed(t, strings.Replace(domaintest.Text(t, "inactive"), "</type>", "</type><boot dev='hd'/>", 1))
	if err := d.Apply(domaintest.Configured(t), nil); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(domaintest.Written(t, d), "boot dev=") {
		t.Error("libvirt refuses both")
	}
}

// QEMU would guess the format of a disk that names none, by what a guest wrote to it.
func TestADiskAlwaysNamesItsFormat(t *testing.T) {
	path, target := "/pool/vm.img", "vda"
	source := model.DiskSource{File: &model.FileSource{File: &path}}
	d := domainxml.New("0c8b0f2e-4a54-4f0e-9a52-1f0c3a6a7c11")
	wanted := model.Domain{Devices: &model.Devices{Disks: []model.Disk{{Source: &source, Target: &model.DiskTarget{Dev: &target}}}}}
	if err := d.Apply(wanted, nil); err != nil {
		t.Fatal(err)
	}
	if written := domaintest.Written(t, d); !strings.Contains(written, `<driver type="raw"/>`) {
		t.Error(written)
	}
}
