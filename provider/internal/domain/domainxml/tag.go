package domainxml

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"quantum-kvm/provider/internal/domain/model"
)

const (
	// TagNamespace is that of the metadata element that marks a VM as ours.
	TagNamespace = "urn:quantum-kvm:machine"
	tagPrefix    = "quantum"
	tagName      = "machine"
	tagUUID      = "uuid"
)

// IsTagged reports whether the metadata mark the domain as one of ours: this one,
// not the one that it is a copy of. A tag of earlier versions does not say which.
func (d *Definition) IsTagged() bool {
	element := d.tag()
	return element != nil && strings.EqualFold(element.SelectAttrValue(tagUUID, d.UUID()), d.UUID())
}

// tag finds our element, whatever its prefix.
func (d *Definition) tag() *etree.Element {
	metadata := d.root.SelectElement("metadata")
	if metadata == nil {
		return nil
	}
	for _, element := range metadata.ChildElements() {
		if element.Tag == tagName && element.NamespaceURI() == TagNamespace {
			return element
		}
	}
	return nil
}

// writeTag records the configuration in the tag, so that an import has its
// spelling, and what of it libvirt has no place for.
func (d *Definition) writeTag(wanted model.Domain) error {
	content, err := json.Marshal(wanted)
	if err != nil {
		return fmt.Errorf("the configuration cannot be recorded: %w", err)
	}
	element := d.tag()
	if element == nil {
		metadata := d.root.SelectElement("metadata")
		if metadata == nil {
			metadata = d.root.CreateElement("metadata")
		}
		element = metadata.CreateElement(tagPrefix + ":" + tagName)
		element.CreateAttr("xmlns:"+tagPrefix, TagNamespace)
		element.CreateAttr(tagUUID, d.UUID())
	}
	if !d.IsTagged() || strings.TrimSpace(element.Text()) != string(content) {
		element.CreateAttr(tagUUID, d.UUID())
		element.SetText(string(content))
	}
	return nil
}

// TaggedModel is the configuration that the tag records, or nil if there is no
// tag or it cannot be parsed.
func (d *Definition) TaggedModel() *model.Domain {
	element := d.tag()
	if element == nil {
		return nil
	}
	var m model.Domain
	if json.Unmarshal([]byte(element.Text()), &m) != nil {
		return nil
	}
	return &m
}
