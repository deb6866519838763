package domainxml

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"quantum-kvm/provider/internal/domain/model"
)

const (
	tagPrefix     = "quantum"
	tagName       = "machine"
	tagVersion    = "version"
	tagUUID       = "uuid"
	tagDeployment = "deployment"
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
		if element.Tag == tagName && element.NamespaceURI() == model.TagNamespace {
			return element
		}
	}
	return nil
}

// CheckTagVersion returns an error if the tag has a form that is not known here:
// it would be taken for something else, or written over. Earlier ones have no version.
func (d *Definition) CheckTagVersion() error {
	element := d.tag()
	if element == nil || element.SelectAttr(tagVersion) == nil {
		return nil
	}
	text := element.SelectAttrValue(tagVersion, "")
	version, err := strconv.ParseUint(text, 10, 31)
	switch {
	case err != nil || version == 0:
		return fmt.Errorf("the tag in the metadata of the VM has the version %.20q, allowed is 1 to %d; nothing was changed. See who wrote it (virsh dumpxml --inactive)", text, model.TagVersion)
	case version > model.TagVersion:
		return fmt.Errorf("the VM was made or changed by a newer quantum-kvm: its tag has the version %d, known here is up to %d; nothing was changed. Use the newer quantum-kvm", version, model.TagVersion)
	}
	return nil
}

// Deployment is what the tag claims to be the deployment of the VM; empty if it
// claims nothing. See [model.MetadataOf] for its form.
func (d *Definition) Deployment() string {
	if element := d.tag(); element != nil {
		return element.SelectAttrValue(tagDeployment, "")
	}
	return ""
}

// writeTag records the configuration in the tag, so that an import has its
// spelling, and what of it libvirt has no place for. The deployment stays where
// none is configured.
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
		element.CreateAttr("xmlns:"+tagPrefix, model.TagNamespace)
	}
	deployment := wanted.Metadata.Deployment()
	if deployment == "" {
		deployment = d.Deployment()
	}
	if d.IsTagged() && d.Deployment() == deployment && strings.TrimSpace(element.Text()) == string(content) {
		return nil
	}
	element.CreateAttr(tagVersion, strconv.Itoa(model.TagVersion))
	element.CreateAttr(tagUUID, d.UUID())
	if deployment != "" {
		element.CreateAttr(tagDeployment, deployment)
	}
	element.SetText(string(content))
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
	m.Metadata = model.MetadataOf(d.Deployment())
	return &m
}

// LiveTag is the tag of a running guest with the deployment that its definition
// names, in the form that virDomainSetMetadata takes: without a namespace. It is
// nil if the guest has no tag of its own, or names that deployment already.
func LiveTag(running, defined *Definition) *etree.Element {
	element, deployment := running.tag(), defined.Deployment()
	if element == nil || !running.IsTagged() || deployment == "" || running.Deployment() == deployment {
		return nil
	}
	result := etree.NewElement(tagName)
	result.SetText(element.Text())
	for _, name := range []string{tagVersion, tagUUID} {
		if attribute := element.SelectAttr(name); attribute != nil {
			result.CreateAttr(name, attribute.Value)
		}
	}
	result.CreateAttr(tagDeployment, deployment)
	return result
}
