package connection

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/libvirturi"
)

func TestTheHelperCommandIsOneWordToTheLoginShell(t *testing.T) {
	target := libvirturi.Target{Socket: `/run/it's here; echo "no"`}
	command := strings.Replace(helperCommand(target), "sh -c ", "printf %s ", 1)
	output, err := exec.Command("sh", "-c", command).Output()
	check(t, err)
	if expected := announcement + `; for s in '/run/it'\''s here; echo "no"'; do [ -S "$s" ] && exec nc -U "$s"; done; exit 1`; string(output) != expected {
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

// runOn runs a command as sshd does, with files that stand in for the login's shell
// and for what the host has installed.
func runOn(t *testing.T, shell, command string) string {
	t.Helper()
	folder := t.TempDir()
	for name, script := range map[string]string{
		"login-shell":     shell,
		"virt-ssh-helper": "printf 'from libvirt'",
		"sudo":            `printf "Last login: today\033[0m"; shift; exec "$@"`,
		"stty":            "exit 0",
	} {
		check(t, os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	}
	login := exec.Command(filepath.Join(folder, "login-shell"), "-c", command)
	login.Env = []string{"PATH=" + folder + ":" + os.Getenv("PATH")}
	output, _ := login.Output()
	return string(output)
}

func TestWhatALoginPrintsIsNotTakenForLibvirt(t *testing.T) {
	for name, command := range map[string]string{
		"at once":               helperCommand(libvirturi.Target{}),
		"by sudo":               asRootCommand(libvirturi.Target{}),
		"by sudo on a terminal": terminalCommand(libvirturi.Target{}),
	} {
		t.Run(name, func(t *testing.T) {
			output := runOn(t, `printf 'Welcome\nConnected!'; exec sh "$@"`, command)
			stream, err := skipToReady(&helperStream{output: strings.NewReader(output)}, target)
			check(t, err)
			rest, err := io.ReadAll(stream)
			check(t, err)
			if string(rest) != "from libvirt" {
				t.Errorf("libvirt's first bytes are %q of %q", rest, output)
			}
		})
	}
}

var target = libvirturi.Target{Host: "192.0.2.1", Port: 22, User: "keeper"}

func TestALoginThatRunsNoCommandIsSaidWithWhatItPrints(t *testing.T) {
	for name, test := range map[string]struct {
		shell string
		words []string
	}{
		"prints and ends":             {"echo Welcome; echo 'Ask the team first.'", []string{`printed "Ask the team first." and ended`}},
		"ends":                        {"exit 1", []string{"printed nothing and ended"}},
		"prints without end":          {"yes Welcome | head -c 100000", []string{`printed "Welcome" and more than 64 KiB`}},
		"prints one line without end": {"yes | tr -d '\\n' | head -c 100000", []string{"yyy", "and more than 64 KiB"}},
	} {
		t.Run(name, func(t *testing.T) {
			output := runOn(t, test.shell, helperCommand(libvirturi.Target{}))
			_, err := skipToReady(&helperStream{output: strings.NewReader(output)}, target)
			if err == nil {
				t.Fatal("libvirt answers")
			}
			for _, word := range append(test.words, "the login keeper on 192.0.2.1:22", "~/.bashrc", "only where the shell is interactive") {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("the error does not hold %q: %v", word, err)
				}
			}
		})
	}
}
