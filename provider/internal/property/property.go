// Package property tells which property of a quantum_server_config.xml an attribute
// comes from: that is what the reader of a message has set, and can set otherwise.
package property

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
)

// ShutdownTimeout is what a guest gets to shut down, before an update and before it
// is destroyed.
const ShutdownTimeout = "kvm.shutdown.timeout.seconds"

// names.json is also read by the tests of what quantum-kvm says of a plan.
//
//go:embed names.json
var table []byte

var names = parsed(table)

func parsed(text []byte) map[string]string {
	var names map[string]string
	if err := json.Unmarshal(text, &names); err != nil {
		panic(err)
	}
	return names
}

// Name is the property that an attribute comes from, or the attribute where no
// property has a part in it.
func Name(attribute string) string {
	if name, found := names[attribute]; found {
		return name
	}
	return attribute
}

// Names are those of several attributes as a list for a person, each once.
func Names(attributes []string) string {
	var found []string
	for _, attribute := range attributes {
		if name := Name(attribute); !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	return strings.Join(found, ", ")
}
