package unit

import (
	"math"
	"testing"
)

func TestBytes(t *testing.T) {
	cases := []struct {
		size     int64
		unit     string
		expected int64
	}{
		{1, "bytes", 1},
		{1, "KiB", 1024},
		{1, "K", 1024},
		{1, "KB", 1000},
		{128, "GiB", 128 << 30},
		{7, "TiB", 7 << 40},
	}
	for _, c := range cases {
		if size, err := Bytes(c.size, c.unit); err != nil || size != c.expected {
			t.Errorf("%d %s is %d (%v) instead of %d bytes", c.size, c.unit, size, err, c.expected)
		}
	}
}

func TestBytesRefusesWhatDoesNotFit(t *testing.T) {
	largest := int64(math.MaxInt64 >> 40)
	if _, err := Bytes(largest, "TiB"); err != nil {
		t.Error(err)
	}
	for _, size := range []int64{largest + 1, -1} {
		if _, err := Bytes(size, "TiB"); err == nil {
			t.Errorf("%d TiB was taken", size)
		}
	}
	if _, err := Bytes(1, "gib"); err == nil {
		t.Error("an unknown unit was taken")
	}
}

func TestLargest(t *testing.T) {
	cases := []struct {
		size   int64
		amount int64
		unit   string
	}{
		{100 << 30, 100, "GiB"},
		{160 << 20, 160, "MiB"},
		{1 << 40, 1024, "GiB"},
		{3 << 10, 3, "KiB"},
		{5, 5, "bytes"},
		{0, 0, "bytes"},
	}
	for _, c := range cases {
		if amount, name := Largest(c.size); amount != c.amount || name != c.unit {
			t.Errorf("%d bytes are %d %s instead of %d %s", c.size, amount, name, c.amount, c.unit)
		}
	}
}
