package consequence

import (
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"

	"quantum-kvm/provider/internal/domain/model"
)

// golden is a change of the VM in machine.json, and what is said of it: by this
// package in the record, and by quantum-kvm, whose tests read the same files, in the rows.
type golden struct {
	Title         string
	Guest         Guest
	Before, After map[string]any
	Record        Record
}

func TestRecordsOfPlans(t *testing.T) {
	var machine map[string]any
	read(t, "machine", &machine)
	for _, file := range []string{"attributes", "devices", "disks", "guests"} {
		var cases []golden
		read(t, file, &cases)
		for _, c := range cases {
			t.Run(file+"/"+c.Title, func(t *testing.T) {
				state, plan := domain(t, merged(machine, c.Before)), domain(t, merged(machine, c.After))
				consequences := FromState(state, plan, c.Guest)
				expected, seen := text(t, c.Record), text(t, consequences.Record("vm054"))
				if seen != expected {
					t.Errorf("%s\nis not\n%s", seen, expected)
				}
			})
		}
	}
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// merged has the attributes of changes in place of its own, the devices list by list.
func merged(attributes, changes map[string]any) map[string]any {
	result := maps.Clone(attributes)
	for name, value := range changes {
		devices, isMap := value.(map[string]any)
		if own, hasOwn := result[name].(map[string]any); name == "devices" && isMap && hasOwn {
			value = merged(own, devices)
		}
		result[name] = value
	}
	return result
}

func domain(t *testing.T, attributes map[string]any) model.Domain {
	t.Helper()
	var result model.Domain
	if err := json.Unmarshal([]byte(text(t, attributes)), &result); err != nil {
		t.Fatal(err)
	}
	if metadata, found := attributes["metadata"].(map[string]any); found {
		result.Metadata = &model.Metadata{XML: new(metadata["xml"].(string))}
	}
	return result
}

func text(t *testing.T, value any) string {
	t.Helper()
	content, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTheLineOfARecordIsASCIIAndAnyTextComesBack(t *testing.T) {
	name := "vm\u202e\u2028😀\x1b\x7f\"\n</script>"
	line, err := (&Consequences{Changes: []Change{{Attribute: name, Effect: Online}}}).Record(name).Line()
	if err != nil {
		t.Fatal(err)
	}
	for _, character := range line {
		if character < ' ' || character > '~' {
			t.Errorf("%q is in the line", character)
		}
	}
	var back Record
	if err := json.Unmarshal([]byte(strings.TrimPrefix(line, RecordPrefix)), &back); err != nil || back.VM != name || back.Changes[0].Attribute != name {
		t.Errorf("%+v, %v", back, err)
	}
}
