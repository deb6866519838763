// Package plaintext is the one door for text from outside on its way to a person.
package plaintext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean returns the text as one line of at most so many bytes. What is no
// character that can be seen, such as a control, format (bidi) or separator
// character, becomes a space, runs of which become one.
func Clean(text string, maxBytes int) string {
	text, cut := cutTo(text, maxBytes)
	line := strings.Join(strings.FieldsFunc(text, isBlank), " ")
	if cut {
		line += "…"
	}
	return line
}

// Ends is [Clean] for the cause of a failure: what is too long loses its middle,
// because the end says why as often as the beginning does. QEMU's own words are
// the last of libvirt's.
func Ends(text string, maxBytes int) string {
	if len(text) <= maxBytes {
		return Clean(text, maxBytes)
	}
	half := (maxBytes - len(" … ")) / 2
	head, _ := cutTo(text, half)
	begin := len(text) - half
	for begin < len(text) && !utf8.RuneStart(text[begin]) {
		begin++
	}
	return Clean(head, maxBytes) + " … " + Clean(text[begin:], maxBytes)
}

// Lines is [Clean] for a text whose line breaks are meant.
func Lines(text string, maxBytes int) string {
	text, cut := cutTo(text, maxBytes)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, Clean(line, maxBytes))
	}
	joined := strings.Join(lines, "\n")
	if cut {
		joined += "…"
	}
	return joined
}

// cutTo cuts between characters.
func cutTo(text string, maxBytes int) (string, bool) {
	if len(text) <= maxBytes {
		return text, false
	}
	end := maxBytes
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end], true
}

// isBlank is also true for a byte that is no UTF-8.
func isBlank(character rune) bool {
	return character == utf8.RuneError || unicode.IsSpace(character) || !unicode.IsPrint(character)
}
