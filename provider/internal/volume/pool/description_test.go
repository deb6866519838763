package pool

import (
	"os"
	"testing"
)

func TestLibvirtsDescriptionIsRead(t *testing.T) {
	text, err := os.ReadFile("testdata/qcow2.xml")
	if err != nil {
		t.Fatal(err)
	}
	read, err := fromXML(string(text))
	if err != nil {
		t.Fatal(err)
	}
	expected := Description{
		Name: "vm054.qcow2", Path: "/var/lib/libvirt/images/vm054.qcow2", Format: "qcow2",
		Capacity: 1 << 30, Allocation: read.Allocation, Physical: read.Physical,
	}
	if read != expected || read.Physical == 0 || read.Physical == read.Capacity {
		t.Errorf("read %+v", read)
	}
}

func TestADescriptionWithoutSizesIsAnError(t *testing.T) {
	for _, text := range []string{"<volume/>", "<volume><capacity>x</capacity></volume>", "<volume"} {
		if _, err := fromXML(text); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}
