package volume

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"quantum-kvm/provider/internal/lifecycle"
	"quantum-kvm/provider/internal/volume/sourcefile"
)

// fingerprintKey is where the private state keeps the fingerprint of the file.
const fingerprintKey = "fingerprint"

func (m model) fingerprint() (string, error) {
	file, err := m.file()
	if err != nil {
		return "", err
	}
	return sourcefile.Fingerprint(file)
}

// saveFingerprint keeps that of the file that an uploaded volume was filled
// from. Without one no content counts as changed.
func (m model) saveFingerprint(ctx context.Context, private lifecycle.PrivateState) diag.Diagnostics {
	if !m.isUploaded() {
		return nil
	}
	fingerprint, err := m.fingerprint()
	if err != nil {
		return nil
	}
	return lifecycle.SetPrivate(ctx, private, fingerprintKey, fingerprint)
}

// hasNewContent reports whether the file has another content than the volume was
// filled with. A volume without a fingerprint and a file that is not on this
// machine count as unchanged.
func (m model) hasNewContent(ctx context.Context, private lifecycle.PrivateState, diagnostics *diag.Diagnostics) bool {
	if !m.isUploaded() || m.Create.Content.URL.IsUnknown() {
		return false
	}
	saved, found := lifecycle.GetPrivate[string](ctx, private, fingerprintKey, diagnostics)
	if !found {
		return false
	}
	fingerprint, err := m.fingerprint()
	return err == nil && fingerprint != saved
}
