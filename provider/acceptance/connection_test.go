//go:build acceptance

package acceptance

import (
	"crypto/ed25519"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

var definitionUUID = regexp.MustCompile(`<uuid>(.*)</uuid>`)

// TestAPasswordIsRefusedAndNowherePrinted plants a password and looks for it
// in everything that is written.
func TestAPasswordIsRefusedAndNowherePrinted(t *testing.T) {
	t.Parallel()
	const password = "planted-Secret-7"
	c := standard(t)
	c.URI = "qemu+ssh://root:" + password + "@127.0.0.1:1/system"
	p := newPlainProject(t, c)
	command := p.command("plan", "-out=plan", "-input=false")
	log := filepath.Join(p.folder, "trace.log")
	command.Env = append(command.Env, "TF_LOG=trace", "TF_LOG_PATH="+log)
	output, err := command.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "holds a password") {
		t.Errorf("the password was not refused: %s", output)
	}
	trace, err := os.ReadFile(log)
	check(t, err)
	if len(trace) == 0 {
		t.Error("the log is empty")
	}
	if strings.Contains(string(output)+string(trace), password) {
		t.Error("the password was printed")
	}
}

func TestAWrongHostKeyIsRefused(t *testing.T) {
	t.Parallel()
	c := standard(t)
	p := newProject(t, c)
	uri, err := url.Parse(c.URI)
	check(t, err)
	query := uri.Query()
	query.Set("knownhosts", "known_hosts")
	uri.RawQuery = query.Encode()
	c.URI = uri.String()
	p.configure(c)

	public, _, err := ed25519.GenerateKey(nil)
	check(t, err)
	key, err := ssh.NewPublicKey(public)
	check(t, err)
	write(t, filepath.Join(p.folder, "known_hosts"), knownhosts.Line([]string{uri.Host}, key)+"\n")
	p.refused("showed the host key", "not the one in known_hosts")

	write(t, filepath.Join(p.folder, "known_hosts"), "")
	p.refused("has no host key in known_hosts")
}
