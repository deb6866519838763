package machine

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/digitalocean/go-libvirt"
)

func parseUUID(text string) (libvirt.UUID, error) {
	var uuid libvirt.UUID
	digits, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	if err != nil || len(digits) != len(uuid) {
		return uuid, fmt.Errorf("%q is not a UUID", text)
	}
	copy(uuid[:], digits)
	return uuid, nil
}

// newUUID is a random one (RFC 9562, version 4).
func newUUID() libvirt.UUID {
	var uuid libvirt.UUID
	_, _ = rand.Read(uuid[:])
	uuid[6] = uuid[6]&0x0f | 0x40
	uuid[8] = uuid[8]&0x3f | 0x80
	return uuid
}

func formatUUID(uuid libvirt.UUID) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", uuid[0:4], uuid[4:6], uuid[6:8], uuid[8:10], uuid[10:16])
}
