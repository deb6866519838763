package xmlbind

import (
	"slices"
	"testing"

	"github.com/beevik/etree"
)

type thing struct {
	Kind   *string `tfsdk:"kind" at:"@kind,default=plain"`
	Size   *int64  `tfsdk:"size" at:"size"`
	Unit   *string `tfsdk:"unit" at:"size@unit"`
	Shared *bool   `tfsdk:"shared" at:"@shared"`
	Marked *bool   `tfsdk:"marked" at:"mark,present"`
	Option *option `tfsdk:"option" at:"option,present"`
	Place  *place  `tfsdk:"place" at:"place"`
	Parts  []part  `tfsdk:"parts" at:"part"`
}

type option struct {
	Level *string `tfsdk:"level" at:"@level"`
}

type place struct {
	Path *string `tfsdk:"path" at:"@path,same=path"`
}

type part struct {
	Name *string `tfsdk:"name" at:"@name"`
	Text *string `tfsdk:"text" at:"."`
}

func (p part) Key() string {
	if p.Name == nil {
		return ""
	}
	return *p.Name
}

func root(t *testing.T, text string) *etree.Element {
	t.Helper()
	document := etree.NewDocument()
	if err := document.ReadFromString(text); err != nil {
		t.Fatal(err)
	}
	return document.Root()
}

func format(t *testing.T, element *etree.Element) string {
	t.Helper()
	document := etree.NewDocumentWithRoot(element.Copy())
	text, err := document.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestWriteThenRead(t *testing.T) {
	wanted := thing{
		Kind: new("fancy"), Size: new(int64(3)), Unit: new("KiB"), Shared: new(true), Marked: new(true),
		Option: &option{}, Place: &place{Path: new("/a")}, Parts: []part{{Name: new("one"), Text: new("x")}, {Name: new("two")}},
	}
	element := etree.NewElement("thing")
	Write(element, &wanted, (*thing)(nil))
	expected := `<thing kind="fancy" shared="yes"><size unit="KiB">3</size><mark/><option/><place path="/a"/><part name="one">x</part><part name="two"/></thing>`
	if text := format(t, element); text != expected {
		t.Errorf("written\n%s instead of\n%s", text, expected)
	}
	var read thing
	Read(element, &read)
	if names := Changed(Reconcile(wanted, read), wanted); len(names) > 0 {
		t.Errorf("read back another %v", names)
	}
}

func TestWriteTouchesOnlyWhatDiffers(t *testing.T) {
	before := `<thing other="kept"><place path="/a/./b"/><part name="two">y</part><foreign/><part name="one">x</part></thing>`
	element := root(t, before)
	same := thing{Kind: new("plain"), Place: &place{Path: new("/a/b")}, Parts: []part{{Name: new("one"), Text: new("x")}, {Name: new("two")}}}
	Write(element, &same, &same)
	if text := format(t, element); text != before {
		t.Errorf("became %s", text)
	}
}

func TestWriteRemovesWhatIsNoLongerWanted(t *testing.T) {
	element := root(t, `<thing kind="fancy" shared="yes"><size unit="KiB">3</size><mark/><option level="1"/><place path="/a" other="kept"/><part name="one"/><part name="two"/></thing>`)
	var previous thing
	Read(element, &previous)
	Write(element, &thing{Parts: []part{{Name: new("two")}}}, &previous)
	if text := format(t, element); text != `<thing><place other="kept"/><part name="two"/></thing>` {
		t.Errorf("became %s", text)
	}
}

func TestWhatWasNeverManagedStays(t *testing.T) {
	before := `<thing kind="fancy"><size>3</size><part name="one"/></thing>`
	element := root(t, before)
	Write(element, &thing{}, &thing{})
	if text := format(t, element); text != before {
		t.Errorf("became %s", text)
	}
}

func TestReconcile(t *testing.T) {
	cases := map[string]struct {
		prior thing
		host  string
		names []string
	}{
		"equal":              {thing{Size: new(int64(3))}, `<t><size>3</size></t>`, nil},
		"changed":            {thing{Size: new(int64(3))}, `<t><size>4</size></t>`, []string{"size"}},
		"gone":               {thing{Size: new(int64(3))}, `<t/>`, []string{"size"}},
		"not managed":        {thing{}, `<t kind="x"><size>4</size><part/></t>`, nil},
		"default left out":   {thing{Kind: new("plain")}, `<t/>`, nil},
		"not the default":    {thing{Kind: new("fancy")}, `<t/>`, []string{"kind"}},
		"other spelling":     {thing{Place: &place{Path: new("/a//b")}}, `<t><place path="/a/b"/></t>`, nil},
		"mark gone":          {thing{Marked: new(true)}, `<t/>`, []string{"marked"}},
		"mark never there":   {thing{Marked: new(false)}, `<t/>`, nil},
		"option gone":        {thing{Option: &option{}}, `<t/>`, []string{"option"}},
		"option there":       {thing{Option: &option{}}, `<t><option level="2"/></t>`, nil},
		"part added":         {thing{Parts: []part{}}, `<t><part name="x"/></t>`, []string{"parts"}},
		"part gone":          {thing{Parts: []part{{Name: new("x")}}}, `<t/>`, []string{"parts"}},
		"parts reordered":    {thing{Parts: []part{{Name: new("x")}, {Name: new("y")}}}, `<t><part name="y"/><part name="x"/></t>`, nil},
		"part by position":   {thing{Parts: []part{{Text: new("a")}}}, `<t><part name="n">a</part></t>`, nil},
		"number unreadable":  {thing{Size: new(int64(3))}, `<t><size>many</size></t>`, []string{"size"}},
		"place without path": {thing{Place: &place{Path: new("/a")}}, `<t><place/></t>`, []string{"place"}},
	}
	for name, c := range cases {
		var host thing
		Read(root(t, c.host), &host)
		if names := Changed(Reconcile(c.prior, host), c.prior); !slices.Equal(names, c.names) {
			t.Errorf("%s: %v changed instead of %v", name, names, c.names)
		}
	}
}

func TestMachineTypes(t *testing.T) {
	for _, same := range [][2]string{{"q35", "pc-q35-7.2"}, {"pc-q35-7.2", "q35"}, {"pc", "pc-i440fx-9.0"}, {"virt", "virt"}} {
		if !sameMachine(same[0], same[1]) {
			t.Errorf("%v differ", same)
		}
	}
	for _, different := range [][2]string{{"q35", "pc"}, {"q35", "pc-i440fx-7.2"}, {"pc-q35-7.2", "pc-q35-8.0"}} {
		if sameMachine(different[0], different[1]) {
			t.Errorf("%v are the same", different)
		}
	}
}
