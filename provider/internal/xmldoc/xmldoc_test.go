package xmldoc

import (
	"runtime"
	"strings"
	"testing"
)

func TestAHostileDocumentIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"empty":                 "",
		"garbage":               "\x00\xff\xfe<<<",
		"another root":          "<html/>",
		"two roots":             "<domain/><domain/>",
		"cut off":               "<domain><name>vm001</name>",
		"not closed in order":   "<domain><a><b></a></b></domain>",
		"deeply nested":         strings.Repeat("<domain>", 1_000_000),
		"many elements":         "<domain>" + strings.Repeat("<a/>", 900_000) + "</domain>",
		"many attributes":       "<domain><a " + strings.Repeat("a='' ", 600_000) + "/></domain>",
		"huge":                  "<domain>" + strings.Repeat("x", 16<<20) + "</domain>",
		"document type":         "<!DOCTYPE domain><domain/>",
		"entity bomb":           "<!DOCTYPE d [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;'>]><domain>&b;</domain>",
		"unknown entity":        "<domain>&b;</domain>",
		"external entity":       "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/shadow'>]><domain>&a;</domain>",
		"unbalanced after root": "<domain/></domain>",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := Parse(text, "domain"); err == nil || len(err.Error()) > 300 {
				t.Errorf("ended in %v", err)
			}
			runtime.ReadMemStats(&after)
			if reserved := after.TotalAlloc - before.TotalAlloc; reserved > 256<<20 {
				t.Errorf("%d MiB were reserved", reserved>>20)
			}
		})
	}
}

func TestADefinitionIsRead(t *testing.T) {
	document, err := Parse("<?xml version='1.0'?>\n<!-- libvirt -->\n<domain type='kvm'><name>vm&amp;1</name></domain>", "domain")
	if err != nil || document.FindElement("domain/name").Text() != "vm&1" {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("<domain type='kvm'><name>vm&amp;1</name></domain>")
	f.Add("<!DOCTYPE d [<!ENTITY a 'x'>]><domain>&a;</domain>")
	f.Fuzz(func(t *testing.T, text string) {
		if document, err := Parse(text, "domain"); err == nil && document.Root() == nil {
			t.Error("there is no root")
		}
	})
}
