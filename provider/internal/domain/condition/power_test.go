package condition

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"
)

// TestTheStatesAreThoseOfTheFile: the file is shared with the tests of lib/machine.
func TestTheStatesAreThoseOfTheFile(t *testing.T) {
	content, err := os.ReadFile("../../../../test/fixtures/power-states.json")
	if err != nil {
		t.Fatal(err)
	}
	var shared map[string]struct {
		Word    string
		Reasons []string
	}
	if err := json.Unmarshal(content, &shared); err != nil {
		t.Fatal(err)
	}
	if len(shared) != len(states) {
		t.Errorf("%d states instead of %d", len(states), len(shared))
	}
	for number, expected := range shared {
		state, _ := strconv.Atoi(number)
		if text := (Power{State: int32(state)}).String(); text != expected.Word {
			t.Errorf("state %d is %q instead of %q", state, text, expected.Word)
		}
		for reason, word := range expected.Reasons {
			want := expected.Word
			if word != "" {
				want += ": " + word
			}
			if text := (Power{int32(state), int32(reason)}).String(); text != want {
				t.Errorf("state %d, reason %d is %q instead of %q", state, reason, text, want)
			}
		}
	}
}

func TestAStateThatIsNotKnownIsCalledSo(t *testing.T) {
	if text := (Power{State: 99}).String(); text != "in an unknown state" {
		t.Errorf("it is %q", text)
	}
}
