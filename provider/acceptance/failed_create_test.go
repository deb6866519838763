//go:build acceptance

package acceptance

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestAVMThatCannotBeStartedIsNotLeft(t *testing.T) {
	t.Parallel()
	c := standard(t)
	c.Bridge = "absent0"
	p := newProject(t, c)
	p.refused("Creating the VM "+namesOf(t).VM, "cannot be started", "absent0")
	if _, err := host.DomainLookupByName(namesOf(t).VM); err == nil {
		t.Error("the VM is defined")
	}
	p.destroy()
	nothingLeft(t)

	c.Bridge = bridge()
	p.configure(c)
	p.apply()
	p.converged()
}

func TestDestroyRemovesANetworkThatDoesNotRun(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.must("apply", "-auto-approve", "-target="+networkAddress)
	check(t, host.NetworkDestroy(network(t)))
	if output, _ := p.run("plan", "-target="+networkAddress); !strings.Contains(output, namesOf(t).Network+" does not run") {
		t.Errorf("the plan does not say so: %s", output)
	}
	p.destroy()
	nothingLeft(t)
}

// By a state that another version wrote, or that cannot be read, nothing is done.
func TestAStateThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	p := newProject(t, standard(t))
	p.must("apply", "-auto-approve", "-target="+networkAddress)
	file := filepath.Join(p.folder, "terraform.tfstate")
	before, err := os.ReadFile(file)
	check(t, err)
	foreign := base64.StdEncoding.EncodeToString([]byte(`{"foreign":"` + base64.StdEncoding.EncodeToString([]byte(`"yes"`)) + `"}`))
	for name, test := range map[string]struct{ pattern, by, word string }{
		"newer schema":  {`"schema_version": *0`, `"schema_version": 7`, "created by a newer provider version"},
		"private state": {`"private": *"[^"]*"`, `"private": "` + foreign + `"`, `under "foreign" cannot be read`},
	} {
		t.Run(name, func(t *testing.T) {
			q := p.in(t)
			// OpenTofu writes a state without spaces.
			pattern := regexp.MustCompile(test.pattern)
			if !pattern.Match(before) {
				t.Fatalf("%s is not in the state: %s", test.pattern, before)
			}
			write(t, file, pattern.ReplaceAllString(string(before), test.by))
			if output, succeeded := q.run("destroy", "-input=false", "-auto-approve"); succeeded || !strings.Contains(output, test.word) {
				t.Error(output)
			}
			network(t)
		})
	}
}

func nothingLeft(t *testing.T) {
	t.Helper()
	if _, err := host.DomainLookupByName(namesOf(t).VM); err == nil {
		t.Error("the VM is left")
	}
	if _, err := host.NetworkLookupByName(namesOf(t).Network); err == nil {
		t.Error("the network is left")
	}
	for _, name := range []string{namesOf(t).Disk, namesOf(t).Medium} {
		if _, found := volume(t, name); found {
			t.Errorf("the volume %s is left", name)
		}
	}
}
