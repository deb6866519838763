package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets the tests start this program as the provider itself.
func TestMain(m *testing.M) {
	if os.Getenv("RUN_AS_PROVIDER") != "" {
		os.Args[0] = "terraform-provider-libvirt_v0.0.0"
		main()
		return
	}
	os.Exit(m.Run())
}

// running is this program as `terraform-provider-libvirt run sh -c SCRIPT`, with temporary files in a folder of its own.
func running(t *testing.T, script string) (*exec.Cmd, string) {
	t.Helper()
	// Not t.TempDir: the path of a socket has 107 characters.
	temporary, err := os.MkdirTemp("", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(temporary) })
	command := exec.Command(os.Args[0], "run", "sh", "-c", script)
	command.Env = append(os.Environ(), "RUN_AS_PROVIDER=yes", "TMPDIR="+temporary)
	return command, temporary
}

func TestRunNamesBothProvidersToTheCommand(t *testing.T) {
	command, temporary := running(t, `echo "$TF_REATTACH_PROVIDERS"; stat -c "%a %n" "$TMPDIR"; touch "$TMPDIR/left"; exit 7`)
	output, _ := command.Output()
	for _, expected := range []string{"terraform.local/quantum-kvm/libvirt", "terraform.local/quantum-kvm/null", "\n700 " + temporary + "/quantum-kvm-"} {
		if !strings.Contains(string(output), expected) {
			t.Errorf("%q is not in:\n%s", expected, output)
		}
	}
	if code := command.ProcessState.ExitCode(); code != 7 {
		t.Errorf("the exit code is %d", code)
	}
	if left, _ := filepath.Glob(filepath.Join(temporary, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRunWithoutPlaceForSocketsRunsTheCommandAnyway(t *testing.T) {
	command, temporary := running(t, `echo "<$TF_REATTACH_PROVIDERS>"`)
	command.Env = append(command.Env, "TMPDIR="+filepath.Join(temporary, "missing"))
	if output, err := command.Output(); err != nil || string(output) != "<>\n" {
		t.Errorf("%v, output %q", err, output)
	}
}

func TestRunEndsByTheSignalThatEndedTheCommand(t *testing.T) {
	command, _ := running(t, `kill -KILL $$`)
	_ = command.Run()
	if status := command.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL {
		t.Errorf("ended with %v", status)
	}
}

func TestRunForwardsSignalsToTheCommand(t *testing.T) {
	command, _ := running(t, `trap 'echo asked; exit 3' INT; kill -INT $PPID; while :; do sleep 0.1; done`)
	output, _ := command.Output()
	if code := command.ProcessState.ExitCode(); code != 3 || string(output) != "asked\n" {
		t.Errorf("exit code %d, output %q", code, output)
	}
}
