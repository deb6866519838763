package connection

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"

	"quantum-kvm/provider/internal/libvirturi"
)

const (
	// A host that does not answer a keep-alive within the timeout is given up.
	keepAliveInterval = 10 * time.Second
	keepAliveTimeout  = 30 * time.Second
)

// dialSSH logs in with the target's key and opens a stream on the connection.
func dialSSH(ctx context.Context, target libvirturi.Target, open func(*ssh.Client, libvirturi.Target) (net.Conn, error)) (net.Conn, error) {
	config, err := clientConfig(target)
	if err != nil {
		return nil, err
	}
	client, err := login(ctx, target, config)
	if err != nil {
		return nil, err
	}
	abort := context.AfterFunc(ctx, func() { _ = client.Close() })
	defer abort()
	stream, err := open(client, target)
	if err != nil {
		_ = client.Close()
		return nil, err
	}
	go keepAlive(client)
	return &sshStream{Conn: stream, client: client}, nil
}

// sshStream ends with its SSH connection: a server that does not answer to the
// end of a channel would keep it open for ever.
type sshStream struct {
	net.Conn
	client *ssh.Client
}

func (s *sshStream) Close() error {
	return s.client.Close()
}

func clientConfig(target libvirturi.Target) (*ssh.ClientConfig, error) {
	hostKeys, err := loadKnownHosts(target)
	if err != nil {
		return nil, err
	}
	signer, err := loadKey(target.KeyFile)
	if err != nil {
		return nil, err
	}
	return &ssh.ClientConfig{
		User:              target.User,
		Auth:              []ssh.AuthMethod{ssh.PublicKeys(signer)},
		HostKeyCallback:   hostKeys.verify,
		HostKeyAlgorithms: hostKeys.algorithms(),
	}, nil
}

// loadKey reads a private key. No error repeats any of the file's content.
func loadKey(file string) (ssh.Signer, error) {
	content, err := readPrivateFile(file)
	var open *exposedError
	if errors.As(err, &open) {
		return nil, fmt.Errorf("the private key %s is not used: %w; run: chown %d %s && chmod 600 %s", file, open, os.Geteuid(), file, file)
	}
	if err != nil {
		return nil, fmt.Errorf("the private key %s cannot be read: %w; name it with keyfile= in the provider's uri", file, errors.Unwrap(err))
	}
	signer, err := ssh.ParsePrivateKey(content)
	var locked *ssh.PassphraseMissingError
	if errors.As(err, &locked) {
		return nil, fmt.Errorf("the private key %s has a passphrase, which nobody can type here; use a key without one, readable by this user only", file)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not a private key in a known form; make one with: ssh-keygen -t ed25519 -N '' -f %s", file, file)
	}
	return signer, nil
}

func login(ctx context.Context, target libvirturi.Target, config *ssh.ClientConfig) (*ssh.Client, error) {
	var dialer net.Dialer
	stream, err := dialer.DialContext(ctx, "tcp", target.String())
	if err != nil {
		return nil, fmt.Errorf("%s cannot be reached: %w; %s", target, err, dialCure(err))
	}
	abort := context.AfterFunc(ctx, func() { _ = stream.Close() })
	exchanged := false
	attempt := *config
	attempt.HostKeyCallback = func(address string, remote net.Addr, key ssh.PublicKey) error {
		err := config.HostKeyCallback(address, remote, key)
		exchanged = err == nil
		return err
	}
	connection, channels, requests, err := ssh.NewClientConn(stream, target.String(), &attempt)
	if !abort() {
		return nil, ctx.Err()
	}
	if err != nil {
		_ = stream.Close()
		return nil, loginError(target, config, exchanged, err)
	}
	return ssh.NewClient(connection, channels, requests), nil
}

// dialCure is what to do about a port that takes no connection.
func dialCure(err error) string {
	if errors.Is(err, syscall.ECONNREFUSED) {
		return "the host is up, and nothing listens there: start sshd on it, or correct the port"
	}
	return "check the address, that the host is up, and its firewall"
}

// loginError says how far the login had come: exchanged is whether the host has
// proven its key. Its cause is known by the types of errors, never by their words.
func loginError(target libvirturi.Target, config *ssh.ClientConfig, exchanged bool, err error) error {
	var refused *HostKeyError
	if errors.As(err, &refused) {
		return refused
	}
	var apart *ssh.AlgorithmNegotiationError
	if errors.As(err, &apart) && slices.Equal(apart.SupportedAlgorithms, config.HostKeyAlgorithms) {
		return fmt.Errorf("%s has no host key of a type that stands in %s (%s; it has %s): another machine may be answering in its place. If the host was really set up anew, compare its fingerprint on its console, then replace the entry", target, target.KnownHosts, strings.Join(apart.SupportedAlgorithms, ", "), strings.Join(apart.RequestedAlgorithms, ", "))
	}
	if errors.As(err, &apart) {
		return fmt.Errorf("this machine and %s have no algorithm in common: %w; allow one of those that are offered here in its sshd_config (KexAlgorithms, HostKeyAlgorithms, Ciphers, MACs)", target, apart)
	}
	if !exchanged {
		return fmt.Errorf("no SSH server answered on %s: %w; see whether sshd listens there, and its log on the host (MaxStartups)", target, err)
	}
	return fmt.Errorf("SSH login as %s on %s with the key %s failed: %w; check that the key stands in the user's authorized_keys", target.User, target, target.KeyFile, err)
}

// keepAlive closes the connection when the host no longer answers, so that a
// call in progress fails instead of blocking for ever.
func keepAlive(client *ssh.Client) {
	ended := make(chan struct{})
	go func() {
		_ = client.Wait()
		close(ended)
	}()
	for {
		select {
		case <-ended:
			return
		case <-time.After(keepAliveInterval):
		}
		answered := make(chan error, 1)
		go func() {
			_, _, err := client.SendRequest("keepalive@openssh.com", true, nil)
			answered <- err
		}()
		select {
		case err := <-answered:
			if err != nil {
				return
			}
		case <-time.After(keepAliveTimeout):
			_ = client.Close()
			return
		}
	}
}
