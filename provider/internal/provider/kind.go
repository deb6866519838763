// Package provider holds the two providers of the binary: libvirt and null.
package provider

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/provider"
)

// Kind is one of the providers that the binary can be.
type Kind string

// The providers of the binary.
const (
	Libvirt Kind = "libvirt"
	Null    Kind = "null"
)

var executable = regexp.MustCompile(`^terraform-provider-(libvirt|null)(?:_v.*)?$`)

// KindOf is the provider that a binary started under the path serves.
func KindOf(path string) (Kind, error) {
	match := executable.FindStringSubmatch(filepath.Base(path))
	if match == nil {
		return "", fmt.Errorf("%q: this provider must be named terraform-provider-libvirt_v<version> or terraform-provider-null_v<version>; install it with scripts/build-provider.sh", filepath.Base(path))
	}
	return Kind(match[1]), nil
}

// Address is the provider's source address, as in required_providers.
func Address(kind Kind) string {
	return "terraform.local/quantum-kvm/" + string(kind)
}

// New returns the constructor that the plugin server needs. The context is
// cancelled when the process is asked to stop.
func New(interrupted context.Context, kind Kind, version string) func() provider.Provider {
	return func() provider.Provider {
		if kind == Null {
			return &nullProvider{version: version}
		}
		return &libvirtProvider{version: version, interrupted: interrupted}
	}
}
