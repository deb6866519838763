package sourcefile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

const (
	// A file up to wholeUpTo bytes is read whole; of a larger one samples are, so
	// that a plan of a hundred hosts does not read a hundred times 4 GiB.
	wholeUpTo   = 8 << 20
	sampleBytes = 64 << 10
	samples     = 64
)

// Fingerprint differs between contents of one size: samples from the beginning,
// where an ISO has the time it was made, to the end.
func Fingerprint(file string) (string, error) {
	source, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("the file to upload cannot be opened: %w", err)
	}
	defer source.Close()
	information, err := source.Stat()
	if err != nil {
		return "", err
	}
	hash, size := sha256.New(), information.Size()
	fmt.Fprintln(hash, size)
	if size <= wholeUpTo {
		_, err = io.Copy(hash, source)
		return hex.EncodeToString(hash.Sum(nil)), err
	}
	for i := range int64(samples) {
		sample := io.NewSectionReader(source, (size-sampleBytes)*i/(samples-1), sampleBytes)
		if _, err := io.Copy(hash, sample); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
