package consequence

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

const (
	// RecordPrefix begins the line of a diagnostic that programs read.
	RecordPrefix = "quantum-kvm-plan: "
	// RecordVersion is the form of that line.
	RecordVersion = 1
)

// Record is what a plan says of an update in a form for programs.
type Record struct {
	Version int      `json:"version"`
	VM      string   `json:"vm"`
	Changes []Change `json:"changes"`
}

// Record names every change.
func (c *Consequences) Record(name string) Record {
	return Record{Version: RecordVersion, VM: name, Changes: c.Changes}
}

// Line is the record as one line of ASCII: what a host says may be in it.
func (r Record) Line() (string, error) {
	content, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("the consequences cannot be told: %w", err)
	}
	var line strings.Builder
	line.WriteString(RecordPrefix)
	for _, character := range string(content) {
		if character < 0x7f {
			line.WriteRune(character)
			continue
		}
		for _, unit := range utf16.Encode([]rune{character}) {
			fmt.Fprintf(&line, `\u%04x`, unit)
		}
	}
	return line.String(), nil
}
