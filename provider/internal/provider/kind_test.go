package provider

import "testing"

func TestKindOf(t *testing.T) {
	for path, expected := range map[string]Kind{
		"/a/b/terraform-provider-libvirt_v0.1.0": Libvirt,
		"terraform-provider-null_v0.1.0":         Null,
		"terraform-provider-libvirt":             Libvirt,
	} {
		if kind, err := KindOf(path); err != nil || kind != expected {
			t.Errorf("%s is %q (%v) instead of %q", path, kind, err, expected)
		}
	}
	for _, path := range []string{"provider", "terraform-provider-libvirtx", "terraform-provider-aws_v1"} {
		if kind, err := KindOf(path); err == nil {
			t.Errorf("%s was taken for %q", path, kind)
		}
	}
}
