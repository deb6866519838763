package connection

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

// exposedError is a private file that others than its owner have rights to.
type exposedError struct {
	reason string
}

func (e *exposedError) Error() string { return e.reason }

// readPrivateFile reads a file that is nobody's but its owner's, as ssh does
// with keys. What is looked at is the very file that is read.
func readPrivateFile(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	status, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if mode := status.Mode().Perm(); mode&0o077 != 0 {
		return nil, &exposedError{fmt.Sprintf("others have rights to it (mode %04o, allowed is 0600)", mode)}
	}
	if system, ok := status.Sys().(*syscall.Stat_t); ok && system.Uid != 0 && int(system.Uid) != os.Geteuid() {
		return nil, &exposedError{fmt.Sprintf("it belongs to another user (uid %d)", system.Uid)}
	}
	return io.ReadAll(file)
}
