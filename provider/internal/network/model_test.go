package network

import (
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

func wanted(name, bridgeName string) model {
	return model{
		Name:    types.StringValue(name),
		Bridge:  &bridge{types.StringValue(bridgeName)},
		Forward: &forward{types.StringValue(forwardMode)},
	}
}

func TestLibvirtsDefinitionIsRead(t *testing.T) {
	text, err := os.ReadFile("testdata/network.xml")
	if err != nil {
		t.Fatal(err)
	}
	read, tagged, err := fromXML(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if tagged || !read.sameBridge(wanted("quantum-br0", "br0")) || read.Name.ValueString() != "quantum-br0" || read.UUID.ValueString() == "" {
		t.Errorf("read %+v", read)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	text, err := wanted("a&b", "br<1").toXML()
	if err != nil {
		t.Fatal(err)
	}
	read, tagged, err := fromXML(text)
	if err != nil || !tagged || !read.sameBridge(wanted("", "br<1")) || read.Name.ValueString() != "a&b" {
		t.Errorf("read %+v (%v) from %s", read, err, text)
	}
}

func TestOnlyTheSameBridgeIsTakenOver(t *testing.T) {
	nat := wanted("n", "br0")
	nat.Forward = &forward{types.StringValue("nat")}
	if wanted("n", "br0").sameBridge(wanted("n", "br1")) || wanted("n", "br0").sameBridge(nat) {
		t.Error("a network that leads elsewhere counts as the same")
	}
}

func TestBrokenXMLIsAnError(t *testing.T) {
	if _, _, err := fromXML("<network><name>"); err == nil {
		t.Error("broken XML was read")
	}
}
