package model

import (
	"quantum-kvm/provider/internal/ptr"
	"quantum-kvm/provider/internal/unit"
)

// MemoryUnit is libvirt's unit for memory where none is named.
const MemoryUnit = "KiB"

// MemoryBytes is the configured memory in bytes. Memory must not be nil.
func (d Domain) MemoryBytes() (int64, error) {
	return unit.Bytes(*d.Memory, ptr.Deref(d.MemoryUnit, MemoryUnit))
}

// SameMemory reports whether a host with the second number of bytes has what
// was configured with the first: libvirt rounds up to whole KiB, and its QEMU
// driver to whole MiB.
func SameMemory(configured, host int64) bool {
	return host == roundUp(configured, 1<<10) || host == roundUp(configured, 1<<20)
}

// MemoryKiB is a number of bytes in KiB, rounded up as libvirt does.
func MemoryKiB(bytes int64) int64 {
	return roundUp(bytes, 1<<10) >> 10
}

func roundUp(size, step int64) int64 {
	return (size + step - 1) / step * step
}

// inUnitOf converts the memory to prior's unit, if that gives a whole number.
func (d Domain) inUnitOf(prior Domain) Domain {
	if prior.Memory == nil || d.Memory == nil {
		return d
	}
	size, _ := d.MemoryBytes()
	configured, err := prior.MemoryBytes()
	if err == nil && SameMemory(configured, size) {
		d.Memory, d.MemoryUnit = prior.Memory, prior.MemoryUnit
		return d
	}
	one, err := unit.Bytes(1, ptr.Deref(prior.MemoryUnit, MemoryUnit))
	if err == nil && size%one == 0 {
		size /= one
		d.Memory, d.MemoryUnit = &size, prior.MemoryUnit
	}
	return d
}
