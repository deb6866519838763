// Package connection reaches libvirt on a host, at most once per process and
// only when a resource first needs it.
package connection

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket/dialers"
	"golang.org/x/crypto/ssh"

	"quantum-kvm/provider/internal/connection/rpc"
	"quantum-kvm/provider/internal/libvirturi"
)

// connectTimeout bounds everything from the first packet to libvirt's reply.
const connectTimeout = 20 * time.Second

// Connection is one host's libvirt. It is safe for concurrent use.
type Connection struct {
	target  libvirturi.Target
	timeout time.Duration

	mutex  sync.Mutex
	client *libvirt.Libvirt
	// failed is what the first attempt ended with: the resources of an
	// unreachable host wait for it once, not once each.
	failed error
}

// New returns a connection that is not open yet.
func New(target libvirturi.Target) *Connection {
	return &Connection{target: target, timeout: connectTimeout}
}

// NewFailed returns a connection whose every use fails with the given cause.
func NewFailed(cause error) *Connection {
	return &Connection{failed: cause}
}

// Open returns the connected client. It connects when it is first called, and
// again when the connection was lost.
func (c *Connection) Open(ctx context.Context) (*libvirt.Libvirt, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.failed != nil {
		return nil, c.failed
	}
	if c.client != nil && c.client.IsConnected() {
		return c.client, nil
	}
	c.client, c.failed = connect(ctx, c.target, c.timeout)
	return c.client, c.failed
}

func connect(ctx context.Context, target libvirturi.Target, timeout time.Duration) (*libvirt.Libvirt, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	client, err := connectThrough(ctx, target, dial)
	var refused libvirt.Error
	if errors.As(err, &refused) && target.User != "root" && target.Host != "" {
		for _, dial := range []dialer{dialAsRoot, dialOnTerminal} {
			if asRoot, failed := connectThrough(ctx, target, dial); failed == nil {
				return asRoot, nil
			}
		}
	}
	if err != nil {
		return nil, timeoutOr(ctx, target, timeout, err)
	}
	return client, nil
}

// dialer opens a stream to libvirt.
type dialer func(context.Context, libvirturi.Target) (net.Conn, error)

// connectThrough opens a stream and libvirt's RPC session on it.
func connectThrough(ctx context.Context, target libvirturi.Target, dial dialer) (*libvirt.Libvirt, error) {
	stream, err := dial(ctx, target)
	if err != nil {
		return nil, err
	}
	abort := context.AfterFunc(ctx, func() { _ = stream.Close() })
	client := libvirt.NewWithDialer(dialers.NewAlreadyConnected(rpc.NewOrderedConn(stream)))
	err = client.ConnectToURI(libvirt.QEMUSystem)
	if !abort() {
		return nil, errors.New("cancelled")
	}
	if errors.Is(err, libvirt.ErrInterrupted) {
		return nil, noLibvirt(target)
	}
	if err != nil {
		_ = stream.Close()
		return nil, fmt.Errorf("libvirt on %s refused the connection: %w; the user must be root, have password-less sudo, or belong to the host's libvirt group where polkit runs", target, err)
	}
	return client, nil
}

func dial(ctx context.Context, target libvirturi.Target) (net.Conn, error) {
	if target.Host == "" {
		return dialLocal(ctx, target)
	}
	return dialSSH(ctx, target, tunnel)
}

// dialAsRoot is for a host whose libvirt refuses the user: membership in its
// group counts only where polkit runs, which a small installation omits.
func dialAsRoot(ctx context.Context, target libvirturi.Target) (net.Conn, error) {
	return dialSSH(ctx, target, func(client *ssh.Client, target libvirturi.Target) (net.Conn, error) {
		return runHelper(client, target, "sudo -n "+helperCommand(target))
	})
}

func timeoutOr(ctx context.Context, target libvirturi.Target, timeout time.Duration, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%s did not answer within %s; check that the host is up and that its SSH port and libvirtd answer", target, timeout)
	}
	return err
}
