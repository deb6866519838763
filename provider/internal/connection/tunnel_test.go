package connection

import (
	"os/exec"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/libvirturi"
)

func TestTheHelperCommandIsOneWordToTheLoginShell(t *testing.T) {
	target := libvirturi.Target{Socket: `/run/it's here; echo "no"`}
	command := strings.Replace(helperCommand(target), "sh -c ", "printf %s ", 1)
	output, err := exec.Command("sh", "-c", command).Output()
	check(t, err)
	if expected := `for s in '/run/it'\''s here; echo "no"'; do [ -S "$s" ] && exec nc -U "$s"; done; exit 1`; string(output) != expected {
		t.Errorf("the script is\n%s instead of\n%s", output, expected)
	}
}

func TestLibvirtsOwnHelperIsPreferred(t *testing.T) {
	if command := helperCommand(libvirturi.Target{}); !strings.Contains(command, "exec virt-ssh-helper qemu:///system") {
		t.Error(command)
	}
	if command := helperCommand(libvirturi.Target{Socket: "/run/other"}); strings.Contains(command, "virt-ssh-helper") {
		t.Error(command)
	}
}
