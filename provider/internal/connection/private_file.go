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
	owner := os.Geteuid()
	if system, ok := status.Sys().(*syscall.Stat_t); ok {
		owner = int(system.Uid)
	}
	if err := exposure(status.Mode(), owner, os.Geteuid()); err != nil {
		return nil, err
	}
	return io.ReadAll(file)
}

// exposure says why a file is not private to the user self.
func exposure(mode os.FileMode, owner, self int) error {
	if mode.Perm()&0o077 != 0 {
		return &exposedError{fmt.Sprintf("others have rights to it (mode %04o, allowed is 0600)", mode.Perm())}
	}
	if owner != 0 && owner != self {
		return &exposedError{fmt.Sprintf("it belongs to another user (uid %d)", owner)}
	}
	return nil
}
