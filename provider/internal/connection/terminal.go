package connection

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"

	"golang.org/x/crypto/ssh"

	"quantum-kvm/provider/internal/libvirturi"
)

// rawTerminal are the modes in which a terminal passes every byte unchanged (RFC 4254, section 8).
var rawTerminal = ssh.TerminalModes{
	ssh.ECHO: 0, ssh.ICANON: 0, ssh.ISIG: 0, ssh.IEXTEN: 0, ssh.OPOST: 0, ssh.ISTRIP: 0,
	ssh.IXON: 0, ssh.IXOFF: 0, ssh.ICRNL: 0, ssh.INLCR: 0, ssh.IGNCR: 0, ssh.CS8: 1, ssh.PARENB: 0,
}

// readyMarker is printed when the terminal is raw; the output before it is sudo's.
const readyMarker = "quantum-kvm: the terminal is raw"

// dialOnTerminal is dialAsRoot for a sudo that requires a terminal (requiretty).
func dialOnTerminal(ctx context.Context, target libvirturi.Target) (net.Conn, error) {
	return dialSSH(ctx, target, func(client *ssh.Client, target libvirturi.Target) (net.Conn, error) {
		stream, err := runHelper(client, target, terminalCommand(target), onTerminal)
		if err != nil {
			return nil, err
		}
		return skipToReady(stream)
	})
}

// terminalCommand prints the marker on a line of its own, whatever the login
// and sudo have left open.
func terminalCommand(target libvirturi.Target) string {
	helper := fmt.Sprintf(`stty raw -echo && printf "\n%%s\n" %q && exec %s`, readyMarker, helperCommand(target))
	return "sudo -n sh -c " + shellQuote([]string{helper})
}

func onTerminal(session *ssh.Session) error {
	return session.RequestPty("dumb", 24, 80, rawTerminal)
}

// prefaceBytes bounds what a login and sudo may print, and one line of it.
const prefaceBytes = 64 << 10

// skipToReady skips the output of the login and of sudo, up to the marker. An
// error ends the SSH connection, and the stream with it.
func skipToReady(stream *helperStream) (net.Conn, error) {
	output := bufio.NewReaderSize(stream.output, prefaceBytes)
	for read := 0; read < prefaceBytes; {
		line, err := output.ReadSlice('\n')
		if err != nil {
			return nil, fmt.Errorf("sudo on a terminal did not start libvirt's helper: %w", err)
		}
		if string(bytes.TrimRight(line, "\r\n")) == readyMarker {
			stream.output = output
			return stream, nil
		}
		read += len(line)
	}
	return nil, fmt.Errorf("sudo on a terminal printed more than %d KiB and did not start libvirt's helper", prefaceBytes>>10)
}
