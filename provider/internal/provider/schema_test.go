package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// What `terraform providers schema` and editors show of an attribute is its description.
func TestEveryAttributeIsDescribed(t *testing.T) {
	for _, kind := range []Kind{Libvirt, Null} {
		p := New(t.Context(), kind, "0.0.0")()
		var own provider.SchemaResponse
		p.Schema(t.Context(), provider.SchemaRequest{}, &own)
		for name, attribute := range own.Schema.Attributes {
			if attribute.GetDescription() == "" {
				t.Errorf("the provider's %s has no description", name)
			}
		}
		for _, newResource := range p.Resources(t.Context()) {
			var metadata resource.MetadataResponse
			newResource().Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: string(kind)}, &metadata)
			var described resource.SchemaResponse
			newResource().Schema(t.Context(), resource.SchemaRequest{}, &described)
			if described.Schema.Description == "" {
				t.Errorf("%s has no description", metadata.TypeName)
			}
			checkDescriptions(t, metadata.TypeName, described.Schema.Attributes)
		}
	}
}

func checkDescriptions(t *testing.T, place string, attributes map[string]schema.Attribute) {
	t.Helper()
	for name, attribute := range attributes {
		if attribute.GetDescription() == "" {
			t.Errorf("%s.%s has no description", place, name)
		}
		switch nested := attribute.(type) {
		case schema.SingleNestedAttribute:
			checkDescriptions(t, place+"."+name, nested.Attributes)
		case schema.ListNestedAttribute:
			checkDescriptions(t, place+"."+name, nested.NestedObject.Attributes)
		}
	}
}
