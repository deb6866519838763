package connection

import (
	"io"
	"strings"
	"testing"
)

func TestWhatSudoSaysFirstIsNotTakenForLibvirt(t *testing.T) {
	output := "We trust you have received the usual lecture.\r\n" + readyMarker + "\r\n\x00\x00\x00\x1c\r\n"
	stream, err := skipToReady(&helperStream{output: strings.NewReader(output)})
	check(t, err)
	rest, err := io.ReadAll(stream)
	check(t, err)
	if string(rest) != "\x00\x00\x00\x1c\r\n" {
		t.Errorf("libvirt's first bytes are %q", rest)
	}
}
