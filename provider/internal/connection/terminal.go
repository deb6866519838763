package connection

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"

	"golang.org/x/crypto/ssh"
)

// rawTerminal are the modes in which a terminal hands on every byte as it is (RFC 4254, section 8).
var rawTerminal = ssh.TerminalModes{
	ssh.ECHO: 0, ssh.ICANON: 0, ssh.ISIG: 0, ssh.IEXTEN: 0, ssh.OPOST: 0, ssh.ISTRIP: 0,
	ssh.IXON: 0, ssh.IXOFF: 0, ssh.ICRNL: 0, ssh.INLCR: 0, ssh.IGNCR: 0, ssh.CS8: 1, ssh.PARENB: 0,
}

// ready is said when the terminal is raw; what comes before is sudo's.
const ready = "quantum-kvm: the terminal is raw"

// dialOnTerminal is dialAsRoot for a sudo that wants a terminal (requiretty).
func dialOnTerminal(ctx context.Context, target Target) (net.Conn, error) {
	return dialSSH(ctx, target, func(client *ssh.Client, target Target) (net.Conn, error) {
		helper := fmt.Sprintf("stty raw -echo && echo %q && exec %s", ready, helperCommand(target))
		stream, err := runHelper(client, target, "sudo -n sh -c "+quoted([]string{helper}), onTerminal)
		if err != nil {
			return nil, err
		}
		return afterReady(stream)
	})
}

func onTerminal(session *ssh.Session) error {
	return session.RequestPty("dumb", 24, 80, rawTerminal)
}

// afterReady skips what sudo and the login say until libvirt is on the line.
func afterReady(stream *helperStream) (net.Conn, error) {
	output := bufio.NewReader(stream.output)
	for {
		line, err := output.ReadString('\n')
		if err != nil {
			_ = stream.Close()
			return nil, fmt.Errorf("sudo on a terminal did not start libvirt's helper: %w", err)
		}
		if strings.TrimRight(line, "\r\n") == ready {
			stream.output = output
			return stream, nil
		}
	}
}
