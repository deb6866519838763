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

const own = "11111111-2222-4333-8444-555555555555"

func TestANetworkIsOursByItsTag(t *testing.T) {
	for name, test := range map[string]struct {
		mark       tag
		deployment string
		ours       bool
	}{
		"no tag":                           {tag{}, own, false},
		"no tag, and no deployment":        {tag{}, "", false},
		"ours":                             {tag{true, own}, own, true},
		"another one's":                    {tag{true, "another"}, own, false},
		"a tag of an earlier version":      {tag{true, ""}, own, true},
		"a deployment without an identity": {tag{true, own}, "", true},
	} {
		if ours := test.mark.isOf(test.deployment); ours != test.ours {
			t.Errorf("%s: %t", name, ours)
		}
	}
}

func TestLibvirtsDefinitionIsRead(t *testing.T) {
	text, err := os.ReadFile("testdata/network.xml")
	if err != nil {
		t.Fatal(err)
	}
	read, mark, err := fromXML(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if mark.present || !read.sameBridge(wanted("quantum-br0", "br0")) || read.Name.ValueString() != "quantum-br0" || read.UUID.ValueString() == "" {
		t.Errorf("read %+v", read)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	text, err := wanted("a&b", "br<1").toXML(own)
	if err != nil {
		t.Fatal(err)
	}
	read, mark, err := fromXML(text)
	if err != nil || mark != (tag{true, own}) || !read.sameBridge(wanted("", "br<1")) || read.Name.ValueString() != "a&b" {
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
