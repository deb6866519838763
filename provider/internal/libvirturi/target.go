// Package libvirturi parses the URI of a libvirt.
package libvirturi

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Local is the URI of the libvirt on this machine, and the default.
const Local = "qemu:///system"

const (
	sshPort = 22
	forms   = `allowed are "qemu:///system" and "qemu+ssh://user@host:port/system?keyfile=<file>&knownhosts=<file>"`
)

// Target is a parsed libvirt URI.
type Target struct {
	// Host is empty for the libvirt on this machine.
	Host string
	Port int
	User string
	// KeyFile and KnownHosts are relative to the working directory, or absolute.
	KeyFile    string
	KnownHosts string
	// Socket is libvirt's socket where the URI names one, else empty.
	Socket string
}

// String names the target for messages.
func (t Target) String() string {
	if t.Host == "" {
		return "this machine"
	}
	return net.JoinHostPort(t.Host, strconv.Itoa(t.Port))
}

// Parse reads a libvirt URI; an empty one means [Local]. Since a URI may hold
// a password, which is refused, no error repeats any value of it.
func Parse(uri string) (Target, error) {
	if uri == "" {
		uri = Local
	}
	if holdsPassword(uri) {
		return Target{}, errors.New("the provider's uri holds a password; only keys are supported: remove the colon and what follows it from the user, name a private key with ?keyfile=<file>, and change the password, since it stood in the configuration")
	}
	parsed, err := url.Parse(uri)
	if err != nil {
		return Target{}, fmt.Errorf("the provider's uri cannot be read as a URI; %s", forms)
	}
	if parsed.Path != "/system" || parsed.Fragment != "" {
		return Target{}, fmt.Errorf("the provider's uri does not end in /system; %s", forms)
	}
	switch parsed.Scheme {
	case "qemu":
		return parseLocal(parsed)
	case "qemu+ssh":
		return parseSSH(parsed)
	}
	return Target{}, fmt.Errorf("the provider's uri has an unsupported scheme; %s", forms)
}

// holdsPassword looks at the text, not at a parsed URL: a password that makes
// the URL unreadable must be found too.
func holdsPassword(uri string) bool {
	_, rest, _ := strings.Cut(uri, "://")
	at := strings.LastIndex(rest, "@")
	user, err := url.PathUnescape(rest[:max(at, 0)])
	return at >= 0 && (err != nil || strings.Contains(user, ":"))
}

func parseLocal(uri *url.URL) (Target, error) {
	if uri.Host != "" || uri.User != nil {
		return Target{}, fmt.Errorf("the provider's uri names a host but not how to reach it; %s", forms)
	}
	query, err := parameters(uri, "socket")
	return Target{Socket: query.Get("socket")}, err
}

func parseSSH(uri *url.URL) (Target, error) {
	query, err := parameters(uri, "keyfile", "knownhosts", "socket")
	if err != nil {
		return Target{}, err
	}
	target := Target{
		Host: uri.Hostname(), Port: sshPort, User: uri.User.Username(),
		KeyFile: query.Get("keyfile"), KnownHosts: query.Get("knownhosts"), Socket: query.Get("socket"),
	}
	if target.Host == "" {
		return Target{}, fmt.Errorf("the provider's uri names no host; %s", forms)
	}
	if target.User == "" {
		target.User = "root"
	}
	if port := uri.Port(); port != "" {
		target.Port, err = strconv.Atoi(port)
		if err != nil || target.Port < 1 || target.Port > 65535 {
			return Target{}, errors.New("the provider's uri has a port out of range; allowed are 1 to 65535")
		}
	}
	return target.withDefaults()
}

// withDefaults fills in the files that OpenSSH itself would use.
func (t Target) withDefaults() (Target, error) {
	if t.KeyFile != "" && t.KnownHosts != "" {
		return t, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return Target{}, fmt.Errorf("the provider's uri lacks keyfile or knownhosts, and there is no home folder to look in; %s", forms)
	}
	if t.KeyFile == "" {
		t.KeyFile = filepath.Join(home, ".ssh", "id_ed25519")
	}
	if t.KnownHosts == "" {
		t.KnownHosts = filepath.Join(home, ".ssh", "known_hosts")
	}
	return t, nil
}

// parameters reads the query. An unknown parameter is an error rather than
// ignored: libvirt's no_verify, for one, must not seem to work.
func parameters(uri *url.URL, allowed ...string) (url.Values, error) {
	query, err := url.ParseQuery(uri.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("the parameters of the provider's uri cannot be read; %s", forms)
	}
	for name := range query {
		if !slices.Contains(allowed, name) {
			return nil, fmt.Errorf("the provider's uri has the parameter %q; allowed are %s. Host keys are always verified and only keys log in", name, strings.Join(allowed, ", "))
		}
	}
	return query, nil
}
