package network

import (
	"github.com/beevik/etree"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/xmldoc"
)

// model is the resource's data.
type model struct {
	Name      types.String `tfsdk:"name"`
	UUID      types.String `tfsdk:"uuid"`
	Autostart types.Bool   `tfsdk:"autostart"`
	Bridge    *bridge      `tfsdk:"bridge"`
	Forward   *forward     `tfsdk:"forward"`
}

type bridge struct {
	Name types.String `tfsdk:"name"`
}

type forward struct {
	Mode types.String `tfsdk:"mode"`
}

// tagNamespace is that of the metadata element that marks a network as made from here.
const tagNamespace = "urn:quantum-kvm:network"

// toXML is the definition to give to libvirt.
func (m model) toXML() (string, error) {
	document := etree.NewDocument()
	network := document.CreateElement("network")
	network.CreateElement("name").SetText(m.Name.ValueString())
	network.CreateElement("metadata").CreateElement("quantum:network").CreateAttr("xmlns:quantum", tagNamespace)
	network.CreateElement("forward").CreateAttr("mode", m.Forward.Mode.ValueString())
	network.CreateElement("bridge").CreateAttr("name", m.Bridge.Name.ValueString())
	return document.WriteToString()
}

// fromXML reads a definition, and whether it is tagged; autostart is not part of it.
func fromXML(definition string) (model, bool, error) {
	document, err := xmldoc.Parse(definition, "network")
	if err != nil {
		return model{}, false, err
	}
	read := model{
		Name:    types.StringValue(textOf(document, "network/name")),
		UUID:    types.StringValue(textOf(document, "network/uuid")),
		Bridge:  &bridge{Name: types.StringValue(attributeOf(document, "network/bridge", "name"))},
		Forward: &forward{Mode: types.StringValue(attributeOf(document, "network/forward", "mode"))},
	}
	return read, isTagged(document), nil
}

// isTagged reports whether a definition marks its network as made from here.
func isTagged(definition *etree.Document) bool {
	for _, element := range definition.FindElements("network/metadata/*") {
		if element.Tag == "network" && element.NamespaceURI() == tagNamespace {
			return true
		}
	}
	return false
}

// sameBridge reports whether guests of both networks are on the same bridge.
func (m model) sameBridge(other model) bool {
	return m.Forward.Mode.Equal(other.Forward.Mode) && m.Bridge.Name.Equal(other.Bridge.Name)
}

func textOf(document *etree.Document, path string) string {
	if element := document.FindElement(path); element != nil {
		return element.Text()
	}
	return ""
}

func attributeOf(document *etree.Document, path, name string) string {
	if element := document.FindElement(path); element != nil {
		return element.SelectAttrValue(name, "")
	}
	return ""
}
