package model

import (
	"fmt"
	"regexp"

	"quantum-kvm/provider/internal/ptr"
)

const (
	// TagNamespace is that of the metadata element that marks a VM as ours.
	TagNamespace = "urn:quantum-kvm:machine"
	// TagVersion is the form of that element which is written, and the newest that is read.
	TagVersion = 1
)

// Metadata is what the definition's metadata say: the tag, by the deployment in it.
type Metadata struct {
	XML *string `tfsdk:"xml" json:"xml"`
}

// uuid is the form in which a deployment is named, wherever that is read.
const uuid = `[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`

var (
	// UUIDPattern is the form in which a deployment is named.
	UUIDPattern = regexp.MustCompile(`^` + uuid + `$`)
	// TagPattern is the form of the configured tag.
	TagPattern = regexp.MustCompile(`^` + TagXML(`(`+uuid+`)`) + `$`)
)

// TagXML is the tag as it is configured.
func TagXML(deployment string) string {
	return fmt.Sprintf(`<quantum:machine xmlns:quantum="%s" version="%d" deployment="%s"/>`, TagNamespace, TagVersion, deployment)
}

// MetadataOf is nil unless the deployment has the form of one: what a host says is a claim.
func MetadataOf(deployment string) *Metadata {
	if !UUIDPattern.MatchString(deployment) {
		return nil
	}
	return &Metadata{XML: new(TagXML(deployment))}
}

// Deployment is the one that the tag names; empty if it names none.
func (m *Metadata) Deployment() string {
	if m == nil {
		return ""
	}
	if groups := TagPattern.FindStringSubmatch(ptr.Deref(m.XML, "")); groups != nil {
		return groups[1]
	}
	return ""
}
