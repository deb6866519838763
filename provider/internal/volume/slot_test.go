package volume

import (
	"testing"
	"time"
)

func TestAFifthUploadWaitsUntilASlotIsGivenBack(t *testing.T) {
	t.Setenv("QK_UPLOAD_SLOTS", t.TempDir())
	var giveBack []func()
	for range slots {
		free, err := takeSlot()
		if err != nil {
			t.Fatal(err)
		}
		giveBack = append(giveBack, free)
	}
	taken := make(chan error)
	go func() {
		_, err := takeSlot()
		taken <- err
	}()
	select {
	case <-taken:
		t.Fatal("a fifth slot was given out")
	case <-time.After(2 * slotPoll):
	}
	giveBack[0]()
	if err := <-taken; err != nil {
		t.Fatal(err)
	}
}
