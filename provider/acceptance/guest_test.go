//go:build acceptance

package acceptance

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// guestIn is [startGuest] with a guest that answers.
func guestIn(t *testing.T) (*project, configuration) {
	t.Helper()
	p, c := startGuest(t)
	answers(t)
	return p, c
}

// startGuest is a project whose VM has started the lab's guest: it boots from
// the install medium, as the disk is empty.
func startGuest(t *testing.T) (*project, configuration) {
	t.Helper()
	bootAlone(t)
	c := standard(t)
	c.Medium, c.Quota, c.MemoryMiB, c.ShutdownSeconds = guestMedium(t), 100000, 256, 60
	c.VCPURoom, c.Ports = 4, 12
	p := newProject(t, c)
	p.apply()
	return p, c
}

// booting is held by the test whose guest boots: emulating one keeps a core busy,
// and several would only be slower.
var booting sync.Mutex

func bootAlone(t *testing.T) {
	t.Helper()
	booting.Lock()
	t.Cleanup(booting.Unlock)
}

// guestMedium is the ISO that lab/guest/build makes, or made before.
func guestMedium(t *testing.T) string {
	t.Helper()
	script, err := filepath.Abs("../../lab/guest/build")
	check(t, err)
	output, err := exec.Command(script).Output()
	check(t, err)
	return strings.TrimSpace(string(output))
}

// answers waits until the guest's agent does.
func answers(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if _, err := agent(t, `{"execute": "guest-ping"}`); err == nil {
			return
		}
	}
	t.Fatal("the guest does not answer")
}

func agent(t *testing.T, command string) (string, error) {
	t.Helper()
	answer, err := host.QEMUDomainAgentCommand(domain(t), command, 15, 0)
	if err != nil || len(answer) == 0 {
		return "", err
	}
	return answer[0], nil
}

// inGuest runs a script in the guest and returns what it prints.
func inGuest(t *testing.T, script string) string {
	t.Helper()
	command, err := json.Marshal(map[string]any{"execute": "guest-exec", "arguments": map[string]any{
		"path": "/bin/sh", "arg": []string{"-c", script}, "capture-output": true,
	}})
	check(t, err)
	var started struct {
		Return struct{ PID int }
	}
	answer, err := agent(t, string(command))
	check(t, err)
	check(t, json.Unmarshal([]byte(answer), &started))
	for range 100 {
		var status struct {
			Return struct {
				Exited bool
				Output string `json:"out-data"`
			}
		}
		answer, err := agent(t, fmt.Sprintf(`{"execute": "guest-exec-status", "arguments": {"pid": %d}}`, started.Return.PID))
		check(t, err)
		check(t, json.Unmarshal([]byte(answer), &status))
		if status.Return.Exited {
			text, err := base64.StdEncoding.DecodeString(status.Return.Output)
			check(t, err)
			return strings.TrimSpace(string(text))
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("the guest does not finish: %s", script)
	return ""
}

// comesTrue waits until the guest prints what is expected: hot-plug takes it a moment.
func comesTrue(t *testing.T, script, expected string) {
	t.Helper()
	var seen string
	for range 40 {
		if seen = inGuest(t, script); seen == expected {
			return
		}
		time.Sleep(250 * time.Millisecond)
	}
	t.Errorf("the guest sees %q instead of %q: %s", seen, expected, script)
}

const (
	bootID    = "cat /proc/sys/kernel/random/boot_id"
	cards     = "cat /sys/class/net/e*/address | sort"
	cpus      = "cat /sys/devices/system/cpu/online"
	diskSizes = "cd /sys/block && for disk in vd*; do echo $disk $(cat $disk/size); done"
)
