package domain

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// attributes is short for the type that every nested schema is made of.
type attributes = map[string]schema.Attribute

// object and list name the types that the framework would derive from the
// attributes, because it would do so anew at each of their values: a fifth of
// the time that the provider takes for a plan.
func object(description string, nested attributes) schema.Attribute {
	return schema.SingleNestedAttribute{Description: description, Optional: true, Attributes: nested, CustomType: objectType(nested)}
}

func list(description string, nested attributes) schema.Attribute {
	element := objectType(nested)
	return schema.ListNestedAttribute{
		Description:  description,
		Optional:     true,
		NestedObject: schema.NestedAttributeObject{Attributes: nested, CustomType: element},
		CustomType:   types.ListType{ElemType: element},
	}
}

func objectType(nested attributes) types.ObjectType {
	fields := make(map[string]attr.Type, len(nested))
	for name, attribute := range nested {
		fields[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: fields}
}

// text is an optional string; with values given, one of them.
func text(description string, values ...string) schema.Attribute {
	return schema.StringAttribute{Description: description, Optional: true, Validators: oneOf(values...)}
}

// required is a string that must be set; with values given, to one of them.
func required(description string, values ...string) schema.Attribute {
	return schema.StringAttribute{Description: description, Required: true, Validators: oneOf(values...)}
}

func oneOf(values ...string) []validator.String {
	if len(values) == 0 {
		return []validator.String{stringvalidator.LengthAtLeast(1)}
	}
	return []validator.String{stringvalidator.OneOf(values...)}
}

func number(least int64, description string) schema.Attribute {
	return schema.Int64Attribute{Description: description, Optional: true, Validators: []validator.Int64{int64validator.AtLeast(least)}}
}

func flag(description string) schema.Attribute {
	return schema.BoolAttribute{Description: description, Optional: true}
}
