package domain

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

const (
	// namespace of the element in a domain's metadata by which a VM of ours is known.
	namespace = "urn:quantum-kvm:machine"
	tagPrefix = "quantum"
	tagName   = "machine"
)

// tag finds our element, whatever prefix libvirt or an editor gave it.
func (d *definition) tag() *etree.Element {
	metadata := d.root.SelectElement("metadata")
	if metadata == nil {
		return nil
	}
	for _, element := range metadata.ChildElements() {
		if element.Tag == tagName && element.NamespaceURI() == namespace {
			return element
		}
	}
	return nil
}

// writeTag records the configuration in the tag, so that an import knows how
// it was spelled, and what of it libvirt has no place for.
func (d *definition) writeTag(wanted model) error {
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
		element.CreateAttr("xmlns:"+tagPrefix, namespace)
	}
	if strings.TrimSpace(element.Text()) != string(content) {
		element.SetText(string(content))
	}
	return nil
}

// recorded is the configuration in the tag, or nil if the domain has no tag
// or one that cannot be read.
func (d *definition) recorded() *model {
	element := d.tag()
	if element == nil {
		return nil
	}
	var m model
	if json.Unmarshal([]byte(element.Text()), &m) != nil {
		return nil
	}
	return &m
}
