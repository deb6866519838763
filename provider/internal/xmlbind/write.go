package xmlbind

import (
	"reflect"

	"github.com/beevik/etree"
)

// Write edits the element until it says what wanted says. What already means
// the same stays as it is; a field that is nil in wanted but not in previous
// is taken away; everything else in the tree stays untouched. Both point to
// structs of one type; previous may be a nil pointer.
func Write(element *etree.Element, wanted, previous any) {
	want, before := reflect.ValueOf(wanted).Elem(), reflect.ValueOf(previous)
	if before.IsNil() {
		before = reflect.New(want.Type())
	}
	writeStruct(element, want, before.Elem())
}

func writeStruct(element *etree.Element, wanted, previous reflect.Value) {
	before := fieldsOf(previous)
	for i, f := range fieldsOf(wanted) {
		switch {
		case f.isList():
			writeList(element, f, before[i])
		case f.value.IsNil():
			f.remove(element, before[i])
		case f.isStruct():
			writeNested(element, f, before[i])
		default:
			writeLeaf(element, f)
		}
	}
	if completer, can := wanted.Addr().Interface().(Completer); can {
		completer.Complete(element)
	}
}

func writeNested(parent *etree.Element, f, previous field) {
	before := previous.value
	if before.IsNil() {
		before = reflect.New(f.value.Type().Elem())
	}
	element := f.element(parent)
	if element != nil {
		writeStruct(element, f.value.Elem(), before.Elem())
		return
	}
	element = etree.NewElement(f.child)
	writeStruct(element, f.value.Elem(), before.Elem())
	if f.present || !bare(element) {
		parent.AddChild(element)
	}
}

// bare is an element that says nothing but its name.
func bare(element *etree.Element) bool {
	return len(element.Attr) == 0 && len(element.ChildElements()) == 0 && element.Text() == ""
}

func writeLeaf(parent *etree.Element, f field) {
	if f.present {
		f.setPresent(parent)
		return
	}
	wanted := f.spelled()
	host, found := f.text(parent)
	if !found {
		host = f.fallback
	}
	if (found || f.fallback != "") && f.means(wanted, host) {
		return
	}
	if f.attribute == "" {
		f.need(parent).SetText(wanted)
		return
	}
	f.need(parent).CreateAttr(f.attribute, wanted)
}

func (f field) setPresent(parent *etree.Element) {
	wanted := f.spelled() == "yes"
	found := f.element(parent)
	if wanted && found == nil {
		parent.CreateElement(f.child)
	}
	if !wanted && found != nil {
		parent.RemoveChild(found)
	}
}

// remove takes away what previous had and wanted no longer has. Of a nested
// element only the managed fields go; the rest of it may be somebody else's.
func (f field) remove(parent *etree.Element, previous field) {
	element := f.element(parent)
	if previous.value.IsNil() || element == nil {
		return
	}
	switch {
	case f.attribute != "":
		element.RemoveAttr(f.attribute)
	case f.isStruct() && !f.present:
		writeStruct(element, reflect.New(f.value.Type().Elem()).Elem(), previous.value.Elem())
		if !f.own && bare(element) {
			parent.RemoveChild(element)
		}
	case !f.own:
		parent.RemoveChild(element)
	}
}

func writeList(parent *etree.Element, f, previous field) {
	if f.value.IsNil() && previous.value.IsNil() {
		return
	}
	elements := parent.SelectElements(f.child)
	host := reflect.New(f.value.Type()).Elem()
	readList(parent, field{value: host, child: f.child})
	byHost, byPrevious := pair(f.value, host), pair(f.value, previous.value)
	kept := map[int]bool{}
	for i := range f.value.Len() {
		element := parent
		if match, found := byHost[i]; found {
			element, kept[match] = elements[match], true
		} else {
			element = parent.CreateElement(f.child)
		}
		before := reflect.New(f.value.Type().Elem()).Elem()
		if match, found := byPrevious[i]; found {
			before = previous.value.Index(match)
		}
		writeStruct(element, f.value.Index(i), before)
	}
	for i, element := range elements {
		if !kept[i] && !f.open {
			parent.RemoveChild(element)
		}
	}
}
