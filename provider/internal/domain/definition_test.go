package domain

import (
	"os"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/xmlbind"
)

// captured is XML as libvirt 9.0 gave it for a VM made by this provider: its
// definition ("inactive"), or the running guest ("live").
func captured(t *testing.T, name string) *definition {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, string(text))
}

// source is the captured definition as text, to be edited in a test.
func source(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/inactive.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func parsed(t *testing.T, text string) *definition {
	t.Helper()
	d, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func written(t *testing.T, d *definition) string {
	t.Helper()
	text, err := d.text()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// configured is the configuration that the captured VM was made from.
func configured(t *testing.T) model {
	t.Helper()
	m := captured(t, "inactive").recorded()
	if m == nil {
		t.Fatal("the tag cannot be read")
	}
	return *m
}

func TestLibvirtsSpellingIsNoChange(t *testing.T) {
	wanted := configured(t)
	defined := captured(t, "inactive")
	if names := xmlbind.Changed(defined.read().seenAs(wanted), wanted); len(names) > 0 {
		t.Errorf("the definition differs in %v", names)
	}
	if names := xmlbind.Changed(liveModel(captured(t, "live"), defined, wanted).seenAs(wanted), wanted); len(names) > 0 {
		t.Errorf("the running guest differs in %v", names)
	}
}

func TestWritingWhatIsThereChangesNothing(t *testing.T) {
	d, wanted := captured(t, "inactive"), configured(t)
	before := written(t, d)
	if err := d.write(wanted, &wanted); err != nil {
		t.Fatal(err)
	}
	if after := written(t, d); after != before {
		t.Errorf("the definition became\n%s", after)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	wanted := configured(t)
	d := newDefinition()
	if err := d.write(wanted, nil); err != nil {
		t.Fatal(err)
	}
	readBack := parsed(t, written(t, d))
	if names := xmlbind.Changed(readBack.read().seenAs(wanted), wanted); len(names) > 0 {
		t.Errorf("differs in %v: %s", names, written(t, d))
	}
	if recorded := readBack.recorded(); recorded == nil || len(xmlbind.Changed(*recorded, wanted)) > 0 {
		t.Errorf("the tag holds %+v", recorded)
	}
}

func TestWritingKeepsWhatIsNotManaged(t *testing.T) {
	d, wanted := captured(t, "inactive"), configured(t)
	foreign := d.root.SelectElement("metadata").CreateElement("owner")
	foreign.CreateAttr("xmlns", "urn:someone:else")
	before := written(t, d)
	size := int64(256)
	wanted.Memory = &size
	if err := d.write(wanted, &wanted); err != nil {
		t.Fatal(err)
	}
	after := written(t, d)
	for _, line := range strings.Split(before, "\n") {
		if !strings.Contains(line, "emory") && !strings.Contains(after, line) {
			t.Errorf("lost: %s", line)
		}
	}
	if !strings.Contains(after, ">268435456</memory>") || strings.Contains(after, "currentMemory") {
		t.Errorf("the memory was not changed: %s", after)
	}
}

func TestAnAttributeThatIsNoLongerConfiguredGoes(t *testing.T) {
	d, wanted := captured(t, "inactive"), configured(t)
	d.root.SelectElement("cputune").CreateElement("emulatorpin").CreateAttr("cpuset", "0")
	previous := wanted
	wanted.CPUTune = nil
	if err := d.write(wanted, &previous); err != nil {
		t.Fatal(err)
	}
	after := written(t, d)
	if strings.Contains(after, "<quota>") || strings.Contains(after, "<period>") {
		t.Error("the quota is still there")
	}
	if !strings.Contains(after, "emulatorpin") {
		t.Error("somebody's pinning was lost")
	}
}

func TestATagIsKnownByItsNamespace(t *testing.T) {
	foreign := parsed(t, "<domain><metadata><quantum:machine xmlns:quantum='urn:other'>{}</quantum:machine></metadata></domain>")
	if foreign.tag() != nil {
		t.Error("another namespace counts as ours")
	}
	renamed := parsed(t, "<domain><metadata><q:machine xmlns:q='urn:quantum-kvm:machine'>{\"name\":\"a\"}</q:machine></metadata></domain>")
	if m := renamed.recorded(); m == nil || *m.Name != "a" {
		t.Error("another prefix hides the tag")
	}
	broken := parsed(t, "<domain><metadata><q:machine xmlns:q='urn:quantum-kvm:machine'>{</q:machine></metadata></domain>")
	if broken.tag() == nil || broken.recorded() != nil {
		t.Error("a broken tag is no tag, or is read")
	}
}

func TestMemoryIsRoundedAsLibvirtDoes(t *testing.T) {
	for configured, host := range map[int64]int64{
		1 << 30: 1 << 30, 1<<30 + 1: 1<<30 + 1<<10, 1<<30 + 2: 1<<30 + 1<<20,
	} {
		if !sameMemory(configured, host) {
			t.Errorf("%d is not %d", configured, host)
		}
	}
	if sameMemory(1<<30, 1<<30+1<<10) {
		t.Error("more memory counts as the same")
	}
}
