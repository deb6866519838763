package volume

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

const (
	// fingerprintKey is where the resource's private state keeps it.
	fingerprintKey = "fingerprint"
	// A file up to wholeUpTo is read whole; of a larger one samples are, so that
	// a plan of a hundred hosts does not read a hundred times 4 GiB.
	wholeUpTo   = 8 << 20
	sampleBytes = 64 << 10
	samples     = 64
)

// privateState is what the framework lets a resource keep beside its attributes.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// fingerprint tells contents of one size apart: samples from the beginning,
// where an ISO has the time it was made, to the end.
func fingerprint(file string) (string, error) {
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

// remember keeps the fingerprint of what an uploaded volume was filled from.
func (m model) remember(ctx context.Context, private privateState) diag.Diagnostics {
	if !m.uploaded() {
		return nil
	}
	file, err := m.file()
	if err != nil {
		return nil
	}
	// Without a fingerprint no content counts as changed: nothing is lost.
	print, err := fingerprint(file)
	if err != nil {
		return nil
	}
	value, _ := json.Marshal(print)
	return private.SetKey(ctx, fingerprintKey, value)
}

// isOther tells whether the file has another content than the volume was
// filled with. What was made without a fingerprint, or a file that is not on
// this machine, counts as the same.
func (m model) isOther(ctx context.Context, private privateState) bool {
	if !m.uploaded() || m.Create.Content.URL.IsUnknown() {
		return false
	}
	value, diagnostics := private.GetKey(ctx, fingerprintKey)
	var remembered string
	if diagnostics.HasError() || json.Unmarshal(value, &remembered) != nil {
		return false
	}
	file, err := m.file()
	if err != nil {
		return false
	}
	print, err := fingerprint(file)
	return err == nil && print != remembered
}
