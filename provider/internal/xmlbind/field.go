// Package xmlbind binds the fields of a struct to places in an XML tree, so that
// one line per attribute says how it is read, written and compared.
//
// Every field has a tag `at:"place,option,…"`. A place is a child element
// ("serial"), an attribute of this element ("@file") or of a child
// ("memory@unit"), the element's own text ("."), or the element itself ("",
// for a struct that only groups). "-" leaves the field alone. Fields are
// pointers to string, int64, bool or struct, or slices of structs; nil means
// absent.
//
// Options: "present" binds a bool, or a struct that may be empty, to the
// existence of its element; "default=x" is the value that an absent place
// stands for; "same=name" names how values are compared (see equivalence.go);
// "open" marks a list of which only the items named are managed: what the host
// has besides is neither reported nor removed.
package xmlbind

import (
	"reflect"
	"strings"

	"github.com/beevik/etree"
)

// Completer is a struct whose element needs more than its fields.
type Completer interface {
	// Complete adds what libvirt requires besides the fields.
	Complete(element *etree.Element)
}

// field is one tagged field of a struct value.
type field struct {
	name      string
	value     reflect.Value
	child     string
	attribute string
	// self: the value belongs to the element itself, not to a child.
	self     bool
	present  bool
	open     bool
	fallback string
	same     string
}

func fieldsOf(structure reflect.Value) []field {
	var fields []field
	for i := range structure.NumField() {
		description := structure.Type().Field(i)
		tag, tagged := description.Tag.Lookup("at")
		if !tagged || tag == "-" {
			continue
		}
		fields = append(fields, parse(description.Name, tag, structure.Field(i)))
	}
	return fields
}

func parse(name, tag string, value reflect.Value) field {
	options := strings.Split(tag, ",")
	f := field{name: name, value: value}
	f.child, f.attribute, _ = strings.Cut(options[0], "@")
	f.self = f.child == "" || f.child == "."
	for _, option := range options[1:] {
		key, argument, _ := strings.Cut(option, "=")
		switch key {
		case "present":
			f.present = true
		case "open":
			f.open = true
		case "default":
			f.fallback = argument
		case "same":
			f.same = argument
		}
	}
	return f
}

// element holds the field's value; nil if it is absent.
func (f field) element(parent *etree.Element) *etree.Element {
	if f.self {
		return parent
	}
	return parent.SelectElement(f.child)
}

// ensureElement is element, created if absent.
func (f field) ensureElement(parent *etree.Element) *etree.Element {
	if found := f.element(parent); found != nil {
		return found
	}
	return parent.CreateElement(f.child)
}

func (f field) isStruct() bool {
	return f.value.Kind() == reflect.Pointer && f.value.Type().Elem().Kind() == reflect.Struct
}

func (f field) isList() bool {
	return f.value.Kind() == reflect.Slice
}

// equivalent reports whether a configured value means what the host has.
func (f field) equivalent(configured, host string) bool {
	if same, known := equivalences[f.same]; known {
		return same(configured, host)
	}
	return configured == host
}
