//go:build acceptance

package acceptance

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// names are those of what one test and its subtests make on the host. Tests run
// side by side, so each has its own.
type names struct {
	VM, Network, Disk, Data, Medium string
	// VNCPort and the port after it are the test's.
	VNCPort int
}

const firstVNCPort = 6000

var (
	numbersLock sync.Mutex
	numbers     = map[string]int{}
)

func namesOf(t *testing.T) names {
	t.Helper()
	test, _, _ := strings.Cut(t.Name(), "/")
	numbersLock.Lock()
	defer numbersLock.Unlock()
	number, known := numbers[test]
	if !known {
		number = len(numbers) + 1
		numbers[test] = number
	}
	vm := fmt.Sprintf("quantum-acceptance-%d", number)
	return names{
		VM: vm, Network: vm + "-net", Disk: vm + ".qcow2", Data: vm + "-data.qcow2", Medium: vm + "-install.iso",
		VNCPort: firstVNCPort + 2*number,
	}
}
