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

func TestWhatSudoSaysFirstIsNotTakenForLibvirt(t *testing.T) {
	output := "We trust you have received the usual lecture.\r\n" + readyMarker + "\r\n\x00\x00\x00\x1c\r\n"
	stream, err := skipToReady(&helperStream{output: strings.NewReader(output)})
	check(t, err)
	rest, err := io.ReadAll(stream)
	check(t, err)
	if string(rest) != "\x00\x00\x00\x1c\r\n" {
		t.Errorf("libvirt's first bytes are %q", rest)
	}
}

func TestALineThatSudoLeavesOpenDoesNotHideTheHelper(t *testing.T) {
	folder := t.TempDir()
	for name, script := range map[string]string{
		"sudo":            `printf "Last login: today\033[0m"; shift; exec "$@"`,
		"stty":            "exit 0",
		"virt-ssh-helper": "printf 'from libvirt'",
	} {
		check(t, os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	}
	command := exec.Command("sh", "-c", terminalCommand(libvirturi.Target{}))
	command.Env = []string{"PATH=" + folder + ":" + os.Getenv("PATH")}
	output, err := command.Output()
	check(t, err)
	stream, err := skipToReady(&helperStream{output: strings.NewReader(string(output))})
	check(t, err)
	rest, err := io.ReadAll(stream)
	check(t, err)
	if string(rest) != "from libvirt" {
		t.Errorf("libvirt's first bytes are %q", rest)
	}
}
