package libvirturi

import (
	"strings"
	"testing"
)

func TestTargets(t *testing.T) {
	cases := map[string]Target{
		"":                                 {},
		"qemu:///system":                   {},
		"qemu:///system?socket=/run/other": {Socket: "/run/other"},
		"qemu+ssh://operator@192.168.12.34:2222/system?keyfile=../id&knownhosts=../known_hosts": {
			Host: "192.168.12.34", Port: 2222, User: "operator", KeyFile: "../id", KnownHosts: "../known_hosts",
		},
		"qemu+ssh://host/system?keyfile=/k&knownhosts=/h": {
			Host: "host", Port: 22, User: "root", KeyFile: "/k", KnownHosts: "/h",
		},
		"qemu+ssh://[fd00::1]/system?keyfile=/k&knownhosts=/h": {
			Host: "fd00::1", Port: 22, User: "root", KeyFile: "/k", KnownHosts: "/h",
		},
	}
	for uri, expected := range cases {
		if target, err := Parse(uri); err != nil || target != expected {
			t.Errorf("%q is %+v (%v) instead of %+v", uri, target, err, expected)
		}
	}
}

func TestFilesDefaultToThoseOfOpenSSH(t *testing.T) {
	t.Setenv("HOME", "/home/someone")
	target, err := Parse("qemu+ssh://host/system")
	if err != nil || target.KeyFile != "/home/someone/.ssh/id_ed25519" || target.KnownHosts != "/home/someone/.ssh/known_hosts" {
		t.Errorf("%+v, %v", target, err)
	}
}

func TestRefusedURIs(t *testing.T) {
	for uri, reason := range map[string]string{
		"qemu+tcp://host/system":                        "unsupported scheme",
		"test:///system":                                "unsupported scheme",
		"qemu:///session":                               "does not end in /system",
		"qemu+ssh://host/":                              "does not end in /system",
		"qemu://host/system":                            "not how to reach it",
		"qemu+ssh:///system":                            "no host",
		"qemu+ssh://host:0/system?keyfile=/k":           "port",
		"qemu+ssh://host:65536/system?keyfile=/k":       "port",
		"qemu+ssh://host/system?no_verify=1":            `"no_verify"`,
		"qemu+ssh://host/system?known_hosts_verify=off": `"known_hosts_verify"`,
		"qemu+ssh://host/system?sshauth=password":       `"sshauth"`,
		"qemu+ssh://ho st/system":                       "cannot be read",
		"qemu+ssh://host/system?a=%zz":                  "cannot be read",
	} {
		if _, err := Parse(uri); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q ended in %v instead of %s", uri, err, reason)
		}
	}
}

func TestAPasswordIsRefusedWithoutRepeatingIt(t *testing.T) {
	const password = "planted-Secret-7"
	for _, uri := range []string{
		"qemu+ssh://root:" + password + "@host/system",
		"qemu+ssh://root:" + password + "@host:99999/other?keyfile=x",
		"qemu+ssh://root:" + password + "%zz/@host/system",
		"qemu+ssh://root:a@" + password + "@host/system",
		"qemu+ssh://root%3A" + password + "@host/system",
		"xen://:" + password + "@host/system",
	} {
		_, err := Parse(uri)
		if err == nil || !strings.Contains(err.Error(), "password") {
			t.Errorf("a URI with a password ended in %v", err)
			continue
		}
		if strings.Contains(err.Error(), password) || strings.Contains(err.Error(), "@host") {
			t.Errorf("the error repeats the URI: %v", err)
		}
	}
}
