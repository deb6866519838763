package sourcefile

import (
	"testing"
	"time"
)

func TestAFifthUploadWaitsForARelease(t *testing.T) {
	t.Setenv("QK_UPLOAD_SLOTS", t.TempDir())
	var releases []func()
	for range slots {
		release, err := AcquireUploadSlot()
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, release)
	}
	acquired := make(chan error)
	go func() {
		_, err := AcquireUploadSlot()
		acquired <- err
	}()
	select {
	case err := <-acquired:
		t.Fatalf("a fifth slot was acquired (%v)", err)
	case <-time.After(2 * slotPoll):
	}
	releases[0]()
	if err := <-acquired; err != nil {
		t.Fatal(err)
	}
}
