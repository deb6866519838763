package sourcefile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

const (
	// slots is how many uploads read from this machine's disk at a time, in
	// all runs of Terraform of this user.
	slots = 4
	// slotPoll is how often a waiting upload tries again.
	slotPoll = 200 * time.Millisecond
)

// AcquireUploadSlot waits for one of the slots and returns its release. A slot is
// a lock that the kernel drops with the process. The files are those of the
// stacks' upload-slot.sh.
func AcquireUploadSlot(ctx context.Context) (release func(), err error) {
	folder, err := slotFolder()
	if err != nil {
		return nil, err
	}
	for {
		for number := 1; number <= slots; number++ {
			if release, err := lock(filepath.Join(folder, strconv.Itoa(number))); release != nil || err != nil {
				return release, err
			}
		}
		select {
		case <-ctx.Done():
			return nil, errors.New("the run was interrupted while the upload waited for its turn; run the same command again")
		case <-time.After(slotPoll):
		}
	}
}

func slotFolder() (string, error) {
	folder := os.Getenv("QK_UPLOAD_SLOTS")
	if folder == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("there is no folder for the upload's lock: %w", err)
		}
		folder = filepath.Join(home, ".quantum-kvm", "upload-slots")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("the folder for the upload's lock cannot be made: %w", err)
	}
	return folder, nil
}

// lock returns nil for a slot that is in use.
func lock(path string) (func(), error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the upload's lock cannot be opened: %w", err)
	}
	if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
		return func() { _ = file.Close() }, nil
	}
	return nil, file.Close()
}
