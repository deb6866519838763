package domain

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestAPathOnTheHostIsPlain(t *testing.T) {
	for value, expected := range map[string]struct{ file, device bool }{
		"/var/lib/libvirt/images/vm054.qcow2":  {true, false},
		"/dev/disk/by-id/wwn-0x5000c500a1b2c3": {true, true},
		"/dev/mapper/vg-lv":                    {true, true},
		"/":                                    {},
		"/dev/":                                {},
		"/dev":                                 {true, false},
		"":                                     {},
		"dev/sda":                              {},
		"/dev/disk/by-id/../../../etc/shadow":  {},
		"/dev/../etc/shadow":                   {},
		"/dev/./sda":                           {},
		"/dev//sda":                            {},
		"/dev/sda/":                            {},
		"/dev/disk/by-id/..":                   {},
		"/dev/sd\na":                           {},
		"/dev/sd\x1b[2Ja":                      {},
		"/etc/../dev/sda":                      {},
	} {
		if accepts(t, "/", value) != expected.file {
			t.Errorf("%q as a file: %t expected", value, expected.file)
		}
		if accepts(t, deviceFolder, value) != expected.device {
			t.Errorf("%q as a device: %t expected", value, expected.device)
		}
	}
}

func accepts(t *testing.T, folder, value string) bool {
	var resp validator.StringResponse
	plainPath{folder}.ValidateString(t.Context(), validator.StringRequest{ConfigValue: types.StringValue(value)}, &resp)
	return !resp.Diagnostics.HasError()
}

func TestAPathThatIsNotKnownYetIsNotRefused(t *testing.T) {
	for _, value := range []types.String{types.StringUnknown(), types.StringNull()} {
		var resp validator.StringResponse
		plainPath{"/"}.ValidateString(t.Context(), validator.StringRequest{ConfigValue: value}, &resp)
		if resp.Diagnostics.HasError() {
			t.Errorf("%s was refused", value)
		}
	}
}
