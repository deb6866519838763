package plaintext

import (
	"strings"
	"testing"
)

func TestCleanIsOnePlainLine(t *testing.T) {
	for text, expected := range map[string]string{
		"no such VM":                  "no such VM",
		"Größe 3 µs – „ja“":           "Größe 3 µs – „ja“",
		"a\x1b[2Jb\x00\x07c\x7f":      "a [2Jb c",
		"first\r\nsecond\u2028third":  "first second third",
		"ab\u202egnp.exe\u2066\ufeff": "ab gnp.exe",
		"\xff\xfe":                    "",
		"  many   spaces ":            "many spaces",
		strings.Repeat("é", 600):      strings.Repeat("é", 500) + "…",
	} {
		if line := Clean(text, 1000); line != expected {
			t.Errorf("%q became %q", text, line)
		}
	}
}

func TestEndsKeepsBothEnds(t *testing.T) {
	if line := Ends("short\x1b", 50); line != "short" {
		t.Errorf("%q", line)
	}
	line := Ends("begin"+strings.Repeat("é", 600)+"Permission denied", 51)
	if !strings.HasPrefix(line, "beginé") || !strings.Contains(line, "é … é") || !strings.HasSuffix(line, "éPermission denied") || len(line) > 51 {
		t.Errorf("%q", line)
	}
}

func TestLinesKeepsLineBreaks(t *testing.T) {
	if text := Lines("first\x1b\nsecond\u2028line\n", 100); text != "first\nsecond line\n" {
		t.Errorf("%q", text)
	}
	if text := Lines("ab\ncd", 4); text != "ab\nc…" {
		t.Errorf("%q", text)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[2Jb\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		line := Clean(text, 50)
		if len(line) > 50+len("…") || strings.ContainsFunc(line, func(c rune) bool { return c != ' ' && isBlank(c) }) {
			t.Errorf("%q became %q", text, line)
		}
	})
}
