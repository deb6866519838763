package xmlbind

import (
	"reflect"

	"github.com/beevik/etree"
)

// Write edits the element until it matches wanted. An equivalent value stays as
// it is; a field that is nil in wanted but not in previous is removed;
// everything else in the tree stays untouched. Both point to structs of one
// type; previous may be a nil pointer.
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
	if completer, ok := wanted.Addr().Interface().(Completer); ok {
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
	if f.present || !isEmpty(element) {
		parent.AddChild(element)
	}
}

// isEmpty reports whether an element consists of its name alone.
func isEmpty(element *etree.Element) bool {
	return len(element.Attr) == 0 && len(element.ChildElements()) == 0 && element.Text() == ""
}

func writeLeaf(parent *etree.Element, f field) {
	if f.present {
		f.setPresent(parent)
		return
	}
	wanted := f.format()
	host, found := f.text(parent)
	if !found {
		host = f.fallback
	}
	if (found || f.fallback != "") && f.equivalent(wanted, host) {
		return
	}
	if f.attribute == "" {
		f.ensureElement(parent).SetText(wanted)
		return
	}
	f.ensureElement(parent).CreateAttr(f.attribute, wanted)
}

func (f field) setPresent(parent *etree.Element) {
	wanted := f.format() == "yes"
	found := f.element(parent)
	if wanted && found == nil {
		parent.CreateElement(f.child)
	}
	if !wanted && found != nil {
		parent.RemoveChild(found)
	}
}

// remove removes what previous had and wanted no longer has. Of a nested
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
		if !f.self && isEmpty(element) {
			parent.RemoveChild(element)
		}
	case !f.self:
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
	byHost, byPrevious := match(f.value, host), match(f.value, previous.value)
	kept := map[int]bool{}
	for i := range f.value.Len() {
		var element *etree.Element
		if j, found := byHost[i]; found {
			element, kept[j] = elements[j], true
		} else {
			element = parent.CreateElement(f.child)
		}
		before := reflect.New(f.value.Type().Elem()).Elem()
		if j, found := byPrevious[i]; found {
			before = previous.value.Index(j)
		}
		writeStruct(element, f.value.Index(i), before)
	}
	for i, element := range elements {
		if !kept[i] && !f.open {
			parent.RemoveChild(element)
		}
	}
}
