// Package xmlbind ties the fields of a struct to places in an XML tree, so that
// one line per attribute says how it is read, written and compared.
//
// Every field has a tag `at:"place,option,…"`. A place is a child element
// ("serial"), an attribute of this element ("@file") or of a child
// ("memory@unit"), the element's own text ("."), or the element itself ("",
// for a struct that only groups). "-" leaves the field alone. Fields are
// pointers to string, int64, bool or struct, or slices of structs; nil means
// not there.
//
// Options: "present" ties a bool, or a struct that may be empty, to the
// existence of its element; "default=x" is the value that an absent place
// stands for; "same=name" names how spellings are compared (see same.go);
// "open" marks a list of which only the items named are managed: what the host
// has besides is neither reported nor taken away.
package xmlbind

import (
	"reflect"
	"strings"

	"github.com/beevik/etree"
)

// Keyed is an element of a list that can be told from the others.
type Keyed interface {
	// Key is empty where only the position tells.
	Key() string
}

// Completer adds to a written element what libvirt wants besides the fields.
type Completer interface {
	Complete(element *etree.Element)
}

// field is one tagged field of a struct value.
type field struct {
	name      string
	value     reflect.Value
	child     string
	attribute string
	own       bool
	present   bool
	open      bool
	fallback  string
	same      string
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
	f.own = f.child == "" || f.child == "."
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

// element is where the field's value stands, or nil if that is not there.
func (f field) element(parent *etree.Element) *etree.Element {
	if f.own {
		return parent
	}
	return parent.SelectElement(f.child)
}

// need is element, made when it is not there.
func (f field) need(parent *etree.Element) *etree.Element {
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

// means tells whether a configured spelling means what the host has.
func (f field) means(configured, host string) bool {
	if same, known := sames[f.same]; known {
		return same(configured, host)
	}
	return configured == host
}
