package xmlbind

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// Read fills the struct that target points to with all that the element holds.
func Read(element *etree.Element, target any) {
	readStruct(element, reflect.ValueOf(target).Elem())
}

func readStruct(element *etree.Element, structure reflect.Value) {
	for _, f := range fieldsOf(structure) {
		switch {
		case f.isList():
			readList(element, f)
		case f.isStruct():
			readNested(element, f)
		default:
			readLeaf(element, f)
		}
	}
}

func readNested(parent *etree.Element, f field) {
	element := f.element(parent)
	if element == nil {
		return
	}
	nested := reflect.New(f.value.Type().Elem())
	readStruct(element, nested.Elem())
	if f.present || !nested.Elem().IsZero() {
		f.value.Set(nested)
	}
}

func readList(parent *etree.Element, f field) {
	elements := parent.SelectElements(f.child)
	items := reflect.MakeSlice(f.value.Type(), len(elements), len(elements))
	for i, element := range elements {
		readStruct(element, items.Index(i))
	}
	f.value.Set(items)
}

func readLeaf(parent *etree.Element, f field) {
	if f.present {
		present := f.element(parent) != nil
		f.value.Set(reflect.ValueOf(&present))
		return
	}
	if text, found := f.text(parent); found {
		f.set(text)
	}
}

// text is the host's value.
func (f field) text(parent *etree.Element) (string, bool) {
	element := f.element(parent)
	if element == nil {
		return "", false
	}
	if f.attribute == "" {
		text := strings.TrimSpace(element.Text())
		return text, text != ""
	}
	attribute := element.SelectAttr(f.attribute)
	if attribute == nil {
		return "", false
	}
	return attribute.Value, true
}

// set parses the text into the field; text that does not parse counts as absent.
func (f field) set(text string) {
	switch f.value.Interface().(type) {
	case *string:
		f.value.Set(reflect.ValueOf(&text))
	case *int64:
		if number, err := strconv.ParseInt(text, 10, 64); err == nil {
			f.value.Set(reflect.ValueOf(&number))
		}
	case *bool:
		isTrue := text == "yes" || text == "on"
		f.value.Set(reflect.ValueOf(&isTrue))
	}
}

// format is the field's value as XML text; the field must not be nil.
func (f field) format() string {
	switch value := f.value.Interface().(type) {
	case *string:
		return *value
	case *int64:
		return strconv.FormatInt(*value, 10)
	case *bool:
		if *value {
			return "yes"
		}
	}
	return "no"
}
