//go:build acceptance

package acceptance

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// commandLimit: what takes longer does not end.
const commandLimit = 5 * time.Minute

// project is a folder with a configuration and its state.
type project struct {
	t      *testing.T
	folder string
	// startsProviders: Terraform starts the providers itself, as it does without
	// quantum-kvm. Otherwise the provider runs Terraform, which takes a third of the time.
	startsProviders bool
}

// newProject starts from a host without anything of the test, and leaves it so.
func newProject(t *testing.T, c configuration) *project {
	t.Helper()
	clean(t)
	t.Cleanup(func() { clean(t) })
	p := &project{t: t, folder: t.TempDir()}
	c.write(t, p.folder)
	p.medium(1 << 20)
	return p
}

// newPlainProject is a project whose Terraform starts the providers.
func newPlainProject(t *testing.T, c configuration) *project {
	t.Helper()
	p := newProject(t, c)
	p.startsProviders = true
	p.must("init")
	return p
}

// in is the project in a subtest.
func (p *project) in(t *testing.T) *project {
	t.Helper()
	return &project{t: t, folder: p.folder, startsProviders: p.startsProviders}
}

// medium makes the file to upload, of random bytes.
func (p *project) medium(size int64) {
	p.t.Helper()
	content := make([]byte, size)
	_, _ = rand.Read(content)
	write(p.t, filepath.Join(p.folder, "medium.iso"), string(content))
}

func (p *project) configure(c configuration) {
	p.t.Helper()
	c.write(p.t, p.folder)
}

// forget loses the state, as an interrupted apply does.
func (p *project) forget() {
	p.t.Helper()
	if err := os.Remove(filepath.Join(p.folder, "terraform.tfstate")); err != nil {
		p.t.Fatal(err)
	}
}

func (p *project) command(arguments ...string) *exec.Cmd {
	name := terraform
	ctx, cancel := context.WithTimeout(context.Background(), commandLimit)
	p.t.Cleanup(cancel)
	if !p.startsProviders {
		name, arguments = providerFile, append([]string{"run", name}, arguments...)
	}
	command := exec.CommandContext(ctx, name, arguments...)
	// A provider may outlive Terraform for a moment, with its output, and longer on a machine under load.
	command.WaitDelay = 30 * time.Second
	command.Dir = p.folder
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+cliConfig, "TF_IN_AUTOMATION=1", "TF_CLI_ARGS=-no-color")
	return command
}

// run returns the output with its line breaks undone, and whether the command succeeded.
func (p *project) run(arguments ...string) (string, bool) {
	p.t.Helper()
	output, err := p.command(arguments...).CombinedOutput()
	return strings.Join(strings.Fields(string(output)), " "), err == nil
}

func (p *project) must(arguments ...string) {
	p.t.Helper()
	if output, succeeded := p.run(arguments...); !succeeded {
		p.t.Fatalf("terraform %s: %s", strings.Join(arguments, " "), output)
	}
}

func (p *project) apply() {
	p.t.Helper()
	p.must("apply", "-auto-approve", "-input=false")
}

// applyPlan applies what plan planned.
func (p *project) applyPlan() {
	p.t.Helper()
	p.must("apply", "-input=false", "plan")
}

// refused applies and expects an error that holds every one of the words.
func (p *project) refused(words ...string) {
	p.t.Helper()
	p.refusedWith(nil, words...)
}

func (p *project) refusedWith(options []string, words ...string) {
	p.t.Helper()
	output, succeeded := p.run(append([]string{"apply", "-auto-approve", "-input=false"}, options...)...)
	if succeeded {
		p.t.Fatal("the apply succeeded")
	}
	for _, word := range words {
		if !strings.Contains(output, word) {
			p.t.Errorf("the error does not hold %q: %s", word, output)
		}
	}
}

func (p *project) destroy() {
	p.t.Helper()
	p.must("destroy", "-auto-approve", "-input=false")
}

// resourceChange is one entry of a plan in JSON.
type resourceChange struct {
	Address string `json:"address"`
	Change  struct {
		Actions []string       `json:"actions"`
		Before  map[string]any `json:"before"`
		After   map[string]any `json:"after"`
	} `json:"change"`
}

// plan lists what would be done, by address: "update vcpu cpu_tune", "create".
func (p *project) plan() map[string]string {
	p.t.Helper()
	p.must("plan", "-out=plan", "-input=false")
	output, err := p.command("show", "-json", "plan").Output()
	if err != nil {
		p.t.Fatal(err)
	}
	var plan struct {
		Changes []resourceChange `json:"resource_changes"`
	}
	if err := json.NewDecoder(bytes.NewReader(output)).Decode(&plan); err != nil {
		p.t.Fatal(err)
	}
	changes := map[string]string{}
	for _, entry := range plan.Changes {
		if text := entry.text(); text != "no-op" {
			changes[entry.Address] = text
		}
	}
	return changes
}

func (r resourceChange) text() string {
	words := append([]string{}, r.Change.Actions...)
	if len(words) != 1 || words[0] != "update" {
		return strings.Join(words, " ")
	}
	for name, after := range r.Change.After {
		before, _ := json.Marshal(r.Change.Before[name])
		if wanted, _ := json.Marshal(after); !bytes.Equal(before, wanted) {
			words = append(words, name)
		}
	}
	return strings.Join(words, " ")
}

// converged expects an empty plan.
func (p *project) converged() {
	p.t.Helper()
	if output, unchanged := p.run("plan", "-detailed-exitcode", "-input=false"); !unchanged {
		p.t.Errorf("the plan is not empty: %s", output)
	}
}
