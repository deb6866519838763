package rpc

import (
	"reflect"
	"testing"

	"github.com/digitalocean/go-libvirt"
)

// TestTypedParametersAreRead: what libvirt says of a job has numbers of every size,
// and texts.
func TestTypedParametersAreRead(t *testing.T) {
	kind := reflect.TypeFor[[]libvirt.TypedParam]()
	parameter := func(discriminant uint32, value []byte) []byte {
		return append(append(append(words(1), text("operation")...), words(discriminant)...), value...)
	}
	for discriminant, value := range map[uint32][]byte{
		1: words(9), 2: words(9), 3: words(0, 9), 4: words(0, 9), 5: words(0, 9), 6: words(1), 7: text("abc"),
	} {
		if err := checkBody(parameter(discriminant, value), kind); err != nil {
			t.Errorf("type %d: %v", discriminant, err)
		}
	}
	for name, body := range map[string][]byte{
		"an unknown type":      parameter(8, words(1)),
		"no type":              parameter(0, nil),
		"a number that is cut": parameter(4, words(1)),
		"a text that is cut":   parameter(7, words(1000)),
		"more than it says":    parameter(1, words(1, 2)),
		"a name alone":         append(words(1), text("operation")...),
	} {
		if checkBody(body, kind) == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
