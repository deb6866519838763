package volume

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
	expected := definition{
		name: "vm054.qcow2", path: "/var/lib/libvirt/images/vm054.qcow2", format: "qcow2",
		capacity: 1 << 30, allocation: read.allocation, physical: read.physical,
	}
	if read != expected || read.physical == 0 || read.physical == read.capacity {
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
