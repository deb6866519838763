package model

import "testing"

func TestMemoryIsRoundedAsLibvirtDoes(t *testing.T) {
	for configured, host := range map[int64]int64{
		1 << 30: 1 << 30, 1<<30 + 1: 1<<30 + 1<<10, 1<<30 + 2: 1<<30 + 1<<20,
	} {
		if !SameMemory(configured, host) {
			t.Errorf("%d is not %d", configured, host)
		}
	}
	if SameMemory(1<<30, 1<<30+1<<10) {
		t.Error("more memory counts as the same")
	}
}
