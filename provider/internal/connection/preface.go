package connection

import (
	"bufio"
	"bytes"
	"fmt"

	"quantum-kvm/provider/internal/libvirturi"
	"quantum-kvm/provider/internal/plaintext"
)

// What comes before libvirt's first byte: a login's start-up files and sudo may
// print, on the same stream.

const (
	// readyMarker is printed when the helper is started.
	readyMarker = "quantum-kvm: libvirt follows"
	// announcement prints it on a line of its own, whatever has been left open.
	announcement = `printf "\n%s\n" "` + readyMarker + `"`

	// prefaceBytes bounds what is skipped, and one line of it.
	prefaceBytes = 64 << 10
	// repeatedBytes bounds what is repeated of a line.
	repeatedBytes = 80
)

// skipToReady skips the output of the login and of sudo, up to the marker. An
// error ends the SSH connection, and the stream with it.
func skipToReady(stream *helperStream, target libvirturi.Target) (*helperStream, error) {
	output := bufio.NewReaderSize(stream.output, prefaceBytes)
	printed := "nothing"
	for read := 0; ; {
		line, err := output.ReadSlice('\n')
		if err == nil && string(bytes.TrimRight(line, "\r\n")) == readyMarker {
			stream.output = output
			return stream, nil
		}
		if text := plaintext.Clean(string(line), repeatedBytes); text != "" {
			printed = fmt.Sprintf("%q", text)
		}
		if read += len(line); read >= prefaceBytes {
			return nil, prefaceError(target, fmt.Sprintf("%s and more than %d KiB", printed, prefaceBytes>>10))
		}
		if err != nil {
			return nil, prefaceError(target, printed+" and ended")
		}
	}
}

func prefaceError(target libvirturi.Target, printed string) error {
	return fmt.Errorf("the login %s on %s did not come to the command that connects it to libvirt: it printed %s. Let the start-up files of its shell (~/.bashrc, ~/.profile, /etc/profile.d) print and ask only where the shell is interactive, and see that neither ForceCommand in sshd_config nor command= in its authorized_keys takes the place of what it is to run", target.User, target, printed)
}
