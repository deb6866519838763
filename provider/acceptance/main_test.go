//go:build acceptance

// Package acceptance runs the provider through a real Terraform against a real
// libvirt with real (software-emulated) guests. It needs
//
//	QUANTUM_KVM_TEST_URI     qemu+ssh://… of a host with a storage pool "default"; absolute file names
//	QUANTUM_KVM_TEST_BRIDGE  a bridge of that host, unless it is br0
//
// and makes and removes there what is named quantum-acceptance….
package acceptance

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/libvirturi"
)

const (
	uriVariable    = "QUANTUM_KVM_TEST_URI"
	bridgeVariable = "QUANTUM_KVM_TEST_BRIDGE"
	binaryVariable = "TERRAFORM_BINARY_NAME"
	version        = "0.0.1"
)

// host is the libvirt under test, reached past Terraform.
var host *libvirt.Libvirt

// connect opens another connection to it, which waits for no other test.
var connect func() (*libvirt.Libvirt, error)

var (
	// providerFile is the provider built here, cliConfig a configuration of
	// Terraform that knows no other.
	providerFile, cliConfig string
	// terraform is the program that is run: Terraform or OpenTofu.
	terraform string
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "acceptance:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	uri := os.Getenv(uriVariable)
	if uri == "" {
		return 1, fmt.Errorf("%s is not set; name a host to test on, for example qemu+ssh://root@127.0.12.31:2222/system?keyfile=/path/id&knownhosts=/path/known_hosts", uriVariable)
	}
	target, err := libvirturi.Parse(uri)
	if err != nil {
		return 1, err
	}
	if target.Host == "" {
		return 1, fmt.Errorf("%s must be a qemu+ssh URI: the connection is part of what is tested", uriVariable)
	}
	connect = func() (*libvirt.Libvirt, error) {
		return connection.New(context.Background(), target).Open(context.Background())
	}
	if host, err = connect(); err != nil {
		return 1, err
	}
	if terraform, err = terraformBinary(); err != nil {
		return 1, err
	}
	scratch, err := os.MkdirTemp("", "quantum-acceptance")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(scratch)
	if providerFile, cliConfig, err = installProvider(scratch); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// terraformBinary is the program that the environment names, else the first
// one that is there.
func terraformBinary() (string, error) {
	names := []string{"terraform", "tofu"}
	if name := os.Getenv(binaryVariable); name != "" {
		names = []string{name}
	}
	for _, name := range names {
		if file, err := exec.LookPath(name); err == nil {
			return file, nil
		}
	}
	return "", fmt.Errorf("%s is no program in PATH; install Terraform or OpenTofu, or name it in %s", strings.Join(names, " or "), binaryVariable)
}

// installProvider builds the provider into a mirror of its own.
func installProvider(scratch string) (file, config string, err error) {
	platform := runtime.GOOS + "_" + runtime.GOARCH
	folder := filepath.Join(scratch, "mirror/terraform.local/quantum-kvm/libvirt", version, platform)
	file = filepath.Join(folder, "terraform-provider-libvirt_v"+version)
	build := exec.Command("go", "build", "-o", file, "..")
	if output, err := build.CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("building the provider: %w: %s", err, output)
	}
	config = filepath.Join(scratch, "terraform.rc")
	content := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.Join(scratch, "mirror"))
	return file, config, os.WriteFile(config, []byte(content), 0o600)
}

func bridge() string {
	if name := os.Getenv(bridgeVariable); name != "" {
		return name
	}
	return "br0"
}
