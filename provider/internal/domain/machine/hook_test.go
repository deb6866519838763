package machine

import (
	"testing"

	"github.com/digitalocean/go-libvirt"
)

func TestStartError(t *testing.T) {
	const libvirtSays = "Hook script execution failed: internal error: Child process (/etc/libvirt/hooks/qemu.d/quantum-kvm vm081 prepare begin -) unexpected exit status 1: "
	tests := map[string]struct {
		code      libvirt.ErrorNumber
		said, out string
	}{
		"the hook's own sentence": {
			libvirt.ErrHookScriptFailed,
			libvirtSays + "quantum-kvm: vm081 is not started: data disk a is missing\nquantum-kvm: vm081 is not started: data disk b is missing\n",
			"vm081 is not started: data disk a is missing; vm081 is not started: data disk b is missing",
		},
		"another hook": {libvirt.ErrHookScriptFailed, libvirtSays + "no", libvirtSays + "no"},
		"another error": {
			libvirt.ErrInternalError, "quantum-kvm: is quoted", "quantum-kvm: is quoted",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := startError(libvirt.Error{Code: uint32(test.code), Message: test.said})
			if err.Error() != test.out {
				t.Errorf("%q, not %q", err, test.out)
			}
		})
	}
}
