package domainxml_test

import (
	"strings"
	"testing"

	"quantum-kvm/provider/internal/domain/domaintest"
	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/xmlbind"
)

func TestLibvirtsSpellingIsNoChange(t *testing.T) {
	wanted := domaintest.Configured(t)
	defined := domaintest.Captured(t, "inactive")
	if names := xmlbind.Changed(model.Reconcile(wanted, defined.Model()), wanted); len(names) > 0 {
		t.Errorf("the definition differs in %v", names)
	}
	if names := xmlbind.Changed(model.Reconcile(wanted, domainxml.LiveModel(domaintest.Captured(t, "live"), defined, wanted)), wanted); len(names) > 0 {
		t.Errorf("the running guest differs in %v", names)
	}
}

func TestWritingWhatIsThereChangesNothing(t *testing.T) {
	d, wanted := domaintest.Captured(t, "inactive"), domaintest.Configured(t)
	before := domaintest.Written(t, d)
	if err := d.Apply(wanted, &wanted); err != nil {
		t.Fatal(err)
	}
	if after := domaintest.Written(t, d); after != before {
		t.Errorf("the definition became\n%s", after)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	wanted := domaintest.Configured(t)
	d := domainxml.New("0c8b0f2e-4a54-4f0e-9a52-1f0c3a6a7c11")
	if err := d.Apply(wanted, nil); err != nil {
		t.Fatal(err)
	}
	readBack := domaintest.Parsed(t, domaintest.Written(t, d))
	if names := xmlbind.Changed(model.Reconcile(wanted, readBack.Model()), wanted); len(names) > 0 {
		t.Errorf("differs in %v: %s", names, domaintest.Written(t, d))
	}
	if recorded := readBack.TaggedModel(); recorded == nil || len(xmlbind.Changed(*recorded, wanted)) > 0 {
		t.Errorf("the tag holds %+v", recorded)
	}
}

func TestWritingKeepsWhatIsNotManaged(t *testing.T) {
	d, wanted := domaintest.Captured(t, "inactive"), domaintest.Configured(t)
	foreign := d.Root().SelectElement("metadata").CreateElement("owner")
	foreign.CreateAttr("xmlns", "urn:someone:else")
	before := domaintest.Written(t, d)
	size := int64(256)
	wanted.Memory = &size
	if err := d.Apply(wanted, &wanted); err != nil {
		t.Fatal(err)
	}
	after := domaintest.Written(t, d)
	for _, line := range strings.Split(before, "\n") {
		if !strings.Contains(line, "emory") && !strings.Contains(after, line) {
			t.Errorf("lost: %s", line)
		}
	}
	if !strings.Contains(after, ">268435456</memory>") || strings.Contains(after, "currentMemory") {
		t.Errorf("the memory was not changed: %s", after)
	}
}

func TestAnAttributeThatIsNoLongerConfiguredIsRemoved(t *testing.T) {
	d, wanted := domaintest.Captured(t, "inactive"), domaintest.Configured(t)
	d.Root().SelectElement("cputune").CreateElement("emulatorpin").CreateAttr("cpuset", "0")
	previous := wanted
	wanted.CPUTune = nil
	if err := d.Apply(wanted, &previous); err != nil {
		t.Fatal(err)
	}
	after := domaintest.Written(t, d)
	if strings.Contains(after, "<quota>") || strings.Contains(after, "<period>") {
		t.Error("the quota is still there")
	}
	if !strings.Contains(after, "emulatorpin") {
		t.Error("somebody's pinning was lost")
	}
}

func TestATagIsKnownByItsNamespace(t *testing.T) {
	foreign := domaintest.Parsed(t, "<domain><metadata><quantum:machine xmlns:quantum='urn:other'>{}</quantum:machine></metadata></domain>")
	if foreign.IsTagged() {
		t.Error("another namespace counts as ours")
	}
	renamed := domaintest.Parsed(t, "<domain><metadata><q:machine xmlns:q='urn:quantum-kvm:machine'>{\"name\":\"a\"}</q:machine></metadata></domain>")
	if m := renamed.TaggedModel(); m == nil || *m.Name != "a" {
		t.Error("another prefix hides the tag")
	}
	broken := domaintest.Parsed(t, "<domain><metadata><q:machine xmlns:q='urn:quantum-kvm:machine'>{</q:machine></metadata></domain>")
	if !broken.IsTagged() || broken.TaggedModel() != nil {
		t.Error("a broken tag is no tag, or is read")
	}
}
