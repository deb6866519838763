package xmlbind

import (
	"path"
	"strings"
)

// equivalences are the comparisons that the option "same" can name.
var equivalences = map[string]func(one, other string) bool{
	"machine": sameMachine,
	"case":    strings.EqualFold,
	"path":    func(one, other string) bool { return path.Clean(one) == path.Clean(other) },
}

// machineFamilies are QEMU's aliases for the newest version of a machine type.
var machineFamilies = map[string]string{"q35": "pc-q35-", "pc": "pc-i440fx-"}

// sameMachine: libvirt turns "q35" into the newest version the host has, for
// example "pc-q35-7.2", and keeps a guest at it.
func sameMachine(one, other string) bool {
	return one == other || isVersionOf(one, other) || isVersionOf(other, one)
}

func isVersionOf(alias, machine string) bool {
	family, known := machineFamilies[alias]
	return known && strings.HasPrefix(machine, family)
}
