package connection

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"quantum-kvm/provider/internal/libvirturi"
)

// server is an SSH server on the loopback address that takes one key and
// forwards nothing.
type server struct {
	address *net.TCPAddr
	hostKey ssh.Signer
	// folder holds the files of a client that it lets in.
	folder string
	// asked tells whether a client offered a password or answered a question.
	asked atomic.Bool
}

func newServer(t *testing.T, changes ...func(*ssh.ServerConfig)) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	s := &server{address: listener.Addr().(*net.TCPAddr), folder: t.TempDir()}
	s.hostKey, _ = newKey(t)
	client, private := newKey(t)
	check(t, os.WriteFile(filepath.Join(s.folder, "id"), private, 0o600))
	s.know(t, s.hostKey.PublicKey())
	go s.serve(listener, client.PublicKey(), changes)
	return s
}

func (s *server) serve(listener net.Listener, allowed ssh.PublicKey, changes []func(*ssh.ServerConfig)) {
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if string(key.Marshal()) != string(allowed.Marshal()) {
			return nil, ssh.ErrNoAuth
		}
		return nil, nil
	}}
	config.PasswordCallback = func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) {
		s.asked.Store(true)
		return nil, ssh.ErrNoAuth
	}
	config.KeyboardInteractiveCallback = func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
		s.asked.Store(true)
		_, err := ask("", "", []string{"Password: "}, []bool{true})
		return nil, err
	}
	config.AddHostKey(s.hostKey)
	for _, change := range changes {
		change(config)
	}
	for {
		stream, err := listener.Accept()
		if err != nil {
			return
		}
		go refuseChannels(stream, config)
	}
}

func refuseChannels(stream net.Conn, config *ssh.ServerConfig) {
	_, channels, requests, err := ssh.NewServerConn(stream, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for channel := range channels {
		_ = channel.Reject(ssh.Prohibited, "forbidden")
	}
}

// know makes the key the one that the client's file has for the server.
func (s *server) know(t *testing.T, keys ...ssh.PublicKey) {
	t.Helper()
	var lines string
	for _, key := range keys {
		lines += knownhosts.Line([]string{knownhosts.Normalize(s.address.String())}, key) + "\n"
	}
	check(t, os.WriteFile(filepath.Join(s.folder, "known_hosts"), []byte(lines), 0o600))
}

func (s *server) target() libvirturi.Target {
	return libvirturi.Target{
		Host: "127.0.0.1", Port: s.address.Port, User: "root",
		KeyFile: filepath.Join(s.folder, "id"), KnownHosts: filepath.Join(s.folder, "known_hosts"),
	}
}

// newKey returns a key and its private half as a file's content.
func newKey(t *testing.T) (ssh.Signer, []byte) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	block, err := ssh.MarshalPrivateKey(private, "")
	check(t, err)
	signer, err := ssh.NewSignerFromKey(private)
	check(t, err)
	return signer, pem.EncodeToMemory(block)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
