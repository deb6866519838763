package connection

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"quantum-kvm/provider/internal/libvirturi"
)

// tunnel opens a stream to libvirt's socket over an SSH connection. OpenSSH
// answers alike where there is no socket and where forwarding is forbidden, so
// the helper is tried last.
func tunnel(client *ssh.Client, target libvirturi.Target) (net.Conn, error) {
	for _, path := range target.Sockets() {
		stream, err := client.Dial("unix", path)
		if err == nil {
			return stream, nil
		}
		var refused *ssh.OpenChannelError
		if !errors.As(err, &refused) {
			return nil, fmt.Errorf("the SSH connection to %s was lost: %w", target, err)
		}
	}
	return runHelper(client, target, helperCommand(target))
}

// runHelper is for a server that forbids forwarding to sockets: it starts a
// command on the host that connects its input and output to the socket. The
// session is set up first; what the login and sudo print is skipped.
func runHelper(client *ssh.Client, target libvirturi.Target, command string, setUp ...func(*ssh.Session) error) (*helperStream, error) {
	session, err := client.NewSession()
	if err != nil {
		return nil, fmt.Errorf("%s allows neither forwarding to libvirt's socket nor a session: %w; set AllowStreamLocalForwarding yes in its sshd_config", target, err)
	}
	for _, step := range setUp {
		if err := step(session); err != nil {
			return nil, err
		}
	}
	input, err := session.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := session.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := session.Start(command); err != nil {
		return nil, fmt.Errorf("%s does not run commands: %w; set AllowStreamLocalForwarding yes in its sshd_config", target, err)
	}
	return skipToReady(&helperStream{session: session, input: input, output: output, client: client}, target)
}

// helperCommand prefers libvirt's own helper, which finds the daemon itself.
func helperCommand(target libvirturi.Target) string {
	var script bytes.Buffer
	script.WriteString(announcement + "; ")
	if target.Socket == "" {
		script.WriteString("command -v virt-ssh-helper >/dev/null && exec virt-ssh-helper qemu:///system; ")
	}
	fmt.Fprintf(&script, "for s in %s; do [ -S \"$s\" ] && exec nc -U \"$s\"; done; exit 1", shellQuote(target.Sockets()))
	return "sh -c " + shellQuote([]string{script.String()})
}

// asRootCommand is for a libvirt that refuses the user.
func asRootCommand(target libvirturi.Target) string {
	return "sudo -n " + helperCommand(target)
}

func shellQuote(words []string) string {
	var line []string
	for _, word := range words {
		line = append(line, "'"+strings.ReplaceAll(word, "'", `'\''`)+"'")
	}
	return strings.Join(line, " ")
}

// helperStream is the command's input and output as one connection.
type helperStream struct {
	session *ssh.Session
	client  *ssh.Client
	input   io.WriteCloser
	output  io.Reader
}

func (s *helperStream) Read(buffer []byte) (int, error)  { return s.output.Read(buffer) }
func (s *helperStream) Write(buffer []byte) (int, error) { return s.input.Write(buffer) }

func (s *helperStream) Close() error {
	_ = s.input.Close()
	return s.session.Close()
}

func (s *helperStream) LocalAddr() net.Addr  { return s.client.LocalAddr() }
func (s *helperStream) RemoteAddr() net.Addr { return s.client.RemoteAddr() }

// SSH channels have no deadlines; keepAlive watches the connection.
func (s *helperStream) SetDeadline(time.Time) error      { return nil }
func (s *helperStream) SetReadDeadline(time.Time) error  { return nil }
func (s *helperStream) SetWriteDeadline(time.Time) error { return nil }
