package sourcefile

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestAFifthUploadWaitsForARelease(t *testing.T) {
	t.Setenv("QK_UPLOAD_SLOTS", t.TempDir())
	var releases []func()
	for range slots {
		release, err := AcquireUploadSlot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, release)
	}
	acquired := make(chan error)
	go func() {
		_, err := AcquireUploadSlot(t.Context())
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

func TestAnInterruptEndsTheWaitForASlot(t *testing.T) {
	t.Setenv("QK_UPLOAD_SLOTS", t.TempDir())
	for range slots {
		if _, err := AcquireUploadSlot(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*slotPoll)
	defer cancel()
	if _, err := AcquireUploadSlot(ctx); err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Error(err)
	}
}
