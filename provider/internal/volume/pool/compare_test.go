package pool

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestContentIsComparedWithTheFile(t *testing.T) {
	file := []byte("the whole file")
	cases := map[string]struct {
		volume  string
		equal   int64
		foreign bool
	}{
		"complete":               {"the whole file", 14, false},
		"nothing arrived":        {"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", 0, false},
		"half arrived":           {"the who\x00\x00\x00\x00\x00\x00\x00", 7, false},
		"something else":         {"another file..", 0, true},
		"something else after":   {"the whole disk", 10, true},
		"something after a hole": {"the\x00whole file", 3, true},
	}
	for name, c := range cases {
		for _, chunk := range []int{1, 5, len(file)} {
			var result Comparison
			for i := 0; i < len(file); i += chunk {
				end := min(i+chunk, len(file))
				result.add([]byte(c.volume)[i:end], file[i:end])
			}
			if result.Equal != c.equal || result.Foreign != c.foreign {
				t.Errorf("%s, in steps of %d: %+v", name, chunk, result)
			}
		}
	}
}

func TestBehindTheFileAreZeros(t *testing.T) {
	read, err := io.ReadAll(io.LimitReader(&padded{strings.NewReader("file, grown since"), 4}, 6))
	if err != nil || !bytes.Equal(read, []byte("file\x00\x00")) {
		t.Errorf("%q, %v", read, err)
	}
	if _, err := io.ReadAll(&padded{strings.NewReader("fi"), 4}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file that became shorter: %v", err)
	}
}
