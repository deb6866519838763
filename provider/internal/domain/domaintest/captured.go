// Package domaintest has a VM for the tests of the domain packages: its XML as
// libvirt 9.0 reported it, and the configuration that it was made from.
package domaintest

import (
	"embed"
	"testing"

	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

//go:embed testdata
var testdata embed.FS

// Text is the VM's definition ("inactive") or that of its running guest ("live").
func Text(t *testing.T, name string) string {
	t.Helper()
	text, err := testdata.ReadFile("testdata/" + name + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Captured is [Text], parsed.
func Captured(t *testing.T, name string) *domainxml.Definition {
	t.Helper()
	return Parsed(t, Text(t, name))
}

// Parsed parses a domain's XML.
func Parsed(t *testing.T, text string) *domainxml.Definition {
	t.Helper()
	definition, err := domainxml.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return definition
}

// Written is the definition as text.
func Written(t *testing.T, definition *domainxml.Definition) string {
	t.Helper()
	text, err := definition.XML()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Configured is the configuration that the VM was made from.
func Configured(t *testing.T) model.Domain {
	t.Helper()
	m := Captured(t, "inactive").TaggedModel()
	if m == nil {
		t.Fatal("the tag cannot be parsed")
	}
	return *m
}
