// Package unit converts sizes as libvirt writes them.
package unit

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// bytes by libvirt's unit names; both spellings of the binary ones, as
// virScaleInteger (libvirt src/util/virutil.c) reads them.
var bytes = map[string]int64{
	"B": 1, "bytes": 1,
	"K": 1 << 10, "KiB": 1 << 10, "KB": 1e3,
	"M": 1 << 20, "MiB": 1 << 20, "MB": 1e6,
	"G": 1 << 30, "GiB": 1 << 30, "GB": 1e9,
	"T": 1 << 40, "TiB": 1 << 40, "TB": 1e12,
}

// Names lists the units, for validation.
func Names() []string {
	names := make([]string, 0, len(bytes))
	for name := range bytes {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Bytes converts size in the named unit to bytes. An unknown unit, a negative
// size, or one beyond 2^63-1 bytes is an error.
func Bytes(size int64, name string) (int64, error) {
	factor, known := bytes[name]
	if !known {
		return 0, fmt.Errorf("unit %q is unknown; allowed are %s", name, strings.Join(Names(), ", "))
	}
	if size < 0 || size > math.MaxInt64/factor {
		return 0, fmt.Errorf("%d %s is out of range; allowed are 0 to %d %s", size, name, math.MaxInt64/factor, name)
	}
	return size * factor, nil
}

// Largest gives bytes in the largest of GiB, MiB, KiB and bytes that holds it as a whole number.
func Largest(size int64) (int64, string) {
	for _, name := range []string{"GiB", "MiB", "KiB"} {
		if factor := bytes[name]; size != 0 && size%factor == 0 {
			return size / factor, name
		}
	}
	return size, "bytes"
}
