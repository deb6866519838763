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

// tagDeployment is the attribute of the tag that names whose network it is.
const tagDeployment = "deployment"

// tag is what a definition claims of who made its network.
type tag struct {
	present bool
	// deployment is empty where the tag names none: such ones were made by earlier versions.
	deployment string
}

// isOf reports whether the network was made from here, by the deployment. Where the
// tag or the configuration names none, any tag counts.
func (t tag) isOf(deployment string) bool {
	return t.present && (t.deployment == "" || deployment == "" || t.deployment == deployment)
}

// toXML is the definition to give to libvirt, for a network of the deployment.
func (m model) toXML(deployment string) (string, error) {
	document := etree.NewDocument()
	network := document.CreateElement("network")
	network.CreateElement("name").SetText(m.Name.ValueString())
	element := network.CreateElement("metadata").CreateElement("quantum:network")
	element.CreateAttr("xmlns:quantum", tagNamespace)
	if deployment != "" {
		element.CreateAttr(tagDeployment, deployment)
	}
	network.CreateElement("forward").CreateAttr("mode", m.Forward.Mode.ValueString())
	network.CreateElement("bridge").CreateAttr("name", m.Bridge.Name.ValueString())
	return document.WriteToString()
}

// fromXML reads a definition and its tag; autostart is not part of it.
func fromXML(definition string) (model, tag, error) {
	document, err := xmldoc.Parse(definition, "network")
	if err != nil {
		return model{}, tag{}, err
	}
	read := model{
		Name:    types.StringValue(textOf(document, "network/name")),
		UUID:    types.StringValue(textOf(document, "network/uuid")),
		Bridge:  &bridge{Name: types.StringValue(attributeOf(document, "network/bridge", "name"))},
		Forward: &forward{Mode: types.StringValue(attributeOf(document, "network/forward", "mode"))},
	}
	return read, tagOf(document), nil
}

// tagOf is the mark of a network that was made from here.
func tagOf(definition *etree.Document) tag {
	for _, element := range definition.FindElements("network/metadata/*") {
		if element.Tag == "network" && element.NamespaceURI() == tagNamespace {
			return tag{true, element.SelectAttrValue(tagDeployment, "")}
		}
	}
	return tag{}
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
