package connection

import (
	"context"
	"net"

	"golang.org/x/crypto/ssh"

	"quantum-kvm/provider/internal/libvirturi"
)

// rawTerminal are the modes in which a terminal passes every byte unchanged (RFC 4254, section 8).
var rawTerminal = ssh.TerminalModes{
	ssh.ECHO: 0, ssh.ICANON: 0, ssh.ISIG: 0, ssh.IEXTEN: 0, ssh.OPOST: 0, ssh.ISTRIP: 0,
	ssh.IXON: 0, ssh.IXOFF: 0, ssh.ICRNL: 0, ssh.INLCR: 0, ssh.IGNCR: 0, ssh.CS8: 1, ssh.PARENB: 0,
}

// dialOnTerminal is dialAsRoot for a sudo that requires a terminal (requiretty).
func dialOnTerminal(ctx context.Context, target libvirturi.Target) (net.Conn, error) {
	return dialSSH(ctx, target, func(client *ssh.Client, target libvirturi.Target) (net.Conn, error) {
		return runHelper(client, target, terminalCommand(target), onTerminal)
	})
}

// terminalCommand lets the helper begin on a terminal that is raw.
func terminalCommand(target libvirturi.Target) string {
	return "sudo -n sh -c " + shellQuote([]string{"stty raw -echo && exec " + helperCommand(target)})
}

func onTerminal(session *ssh.Session) error {
	return session.RequestPty("dumb", 24, 80, rawTerminal)
}
