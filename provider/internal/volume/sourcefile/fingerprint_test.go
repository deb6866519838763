package sourcefile

import (
	"os"
	"path/filepath"
	"testing"
)

func TestContentsOfOneSizeDiffer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "medium.iso")
	for _, size := range []int{1, 4096, wholeUpTo, 3 * wholeUpTo} {
		seen := map[string]int{}
		content := make([]byte, size)
		for _, place := range []int{0, size / 63, size - 1} {
			content[place]++
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			fingerprint, err := Fingerprint(file)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := Fingerprint(file)
			if seen[fingerprint]++; seen[fingerprint] > 1 || again != fingerprint {
				t.Errorf("%d bytes, changed at %d: %s, then %s", size, place, fingerprint, again)
			}
		}
	}
}
