package xmlbind

import (
	"path"
	"strings"
)

// sames are the comparisons that the option "same" can name: whether the
// configured and the host's spelling mean the same.
var sames = map[string]func(configured, host string) bool{
	"machine": sameMachine,
	"case":    strings.EqualFold,
	"path":    func(configured, host string) bool { return path.Clean(configured) == path.Clean(host) },
}

// machineFamilies are QEMU's aliases for the newest version of a machine type.
var machineFamilies = map[string]string{"q35": "pc-q35-", "pc": "pc-i440fx-"}

// sameMachine: libvirt turns "q35" into the newest version the host has, for
// example "pc-q35-7.2", and keeps a guest at it.
func sameMachine(configured, host string) bool {
	family, isAlias := machineFamilies[configured]
	return configured == host || isAlias && strings.HasPrefix(host, family)
}
