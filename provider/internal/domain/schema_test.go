package domain

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"quantum-kvm/provider/internal/domain/model"
)

// Every attribute of the schema has a field, every field an attribute.
func TestTheModelHasTheSchemasAttributes(t *testing.T) {
	var resp resource.SchemaResponse
	New().Schema(t.Context(), resource.SchemaRequest{}, &resp)
	compare(t, "libvirt_domain", resp.Schema.Attributes, reflect.TypeFor[model.Domain]())
}

func compare(t *testing.T, place string, attributes map[string]schema.Attribute, structure reflect.Type) {
	t.Helper()
	fields := map[string]reflect.Type{}
	for i := range structure.NumField() {
		field := structure.Field(i)
		fields[field.Tag.Get("tfsdk")] = field.Type
		if _, known := attributes[field.Tag.Get("tfsdk")]; !known {
			t.Errorf("%s.%s has no attribute", place, field.Name)
		}
	}
	for name, attribute := range attributes {
		field, known := fields[name]
		if !known {
			t.Errorf("%s.%s has no field", place, name)
			continue
		}
		switch nested := attribute.(type) {
		case schema.SingleNestedAttribute:
			compare(t, place+"."+name, nested.Attributes, field.Elem())
		case schema.ListNestedAttribute:
			compare(t, place+"."+name, nested.NestedObject.Attributes, field.Elem())
		}
	}
}
