// Package connection reaches libvirt on a host, at most once per process and
// only when a resource first needs it.
package connection

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket/dialers"
	"golang.org/x/crypto/ssh"

	"quantum-kvm/provider/internal/connection/rpc"
	"quantum-kvm/provider/internal/libvirturi"
)

// connectTimeout bounds everything from the first packet to libvirt's reply. It is
// what Terraform's provisioners have, too (CONNECTION_SECONDS in lib/machine/connection-limits.ts).
const connectTimeout = 30 * time.Second

// Connection is one host's libvirt. It is safe for concurrent use.
type Connection struct {
	// interrupted is done when the process was asked to stop. Terraform itself tells
	// a provider so only while it plans or applies, not in the refresh before an apply.
	interrupted context.Context
	target      libvirturi.Target
	timeout     time.Duration
	limits      rpc.Limits

	// turn is held by whoever looks at or changes what follows.
	turn    chan struct{}
	current session
	// failed is what the first attempt ended with, or why libvirt was given up: the
	// resources of an unreachable host wait for it once, not once each.
	failed error
}

// session is a client and the connection that it talks on.
type session struct {
	client *libvirt.Libvirt
	wire   *rpc.Conn
}

// New returns a connection that is not open yet, and that hears, besides the
// contexts of its uses, when the given one is cancelled.
func New(interrupted context.Context, target libvirturi.Target) *Connection {
	return &Connection{
		interrupted: interrupted, target: target, timeout: connectTimeout, limits: rpc.DefaultLimits,
		turn: make(chan struct{}, 1),
	}
}

// NewFailed returns a connection whose every use fails with the given cause.
func NewFailed(cause error) *Connection {
	return &Connection{interrupted: context.Background(), failed: cause, turn: make(chan struct{}, 1)}
}

// Do carries out an action on libvirt. When the context is cancelled, libvirt has
// little time left for each call. An error says what to do about it.
func (c *Connection) Do(ctx context.Context, action func(*libvirt.Libvirt) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	unlink := context.AfterFunc(c.interrupted, cancel)
	defer unlink()
	session, err := c.open(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, session.wire.Interrupt)
	defer stop()
	return c.explain(session.wire, action(session.client))
}

// Open returns the connected client. It connects when it is first called, and
// again when the connection was lost.
func (c *Connection) Open(ctx context.Context) (*libvirt.Libvirt, error) {
	session, err := c.open(ctx)
	return session.client, err
}

func (c *Connection) open(ctx context.Context) (session, error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return session{}, errors.New("the run was interrupted before it was connected")
	}
	if c.failed != nil {
		return session{}, c.failed
	}
	if c.current.wire != nil {
		if c.current.wire.IsOpen() {
			return c.current, nil
		}
		if cause := c.current.wire.Cause(); cause != nil {
			c.failed = givenUp(c.target, cause)
			return session{}, c.failed
		}
	}
	c.current, c.failed = c.connect(ctx)
	return c.current, c.failed
}

func (c *Connection) connect(ctx context.Context) (session, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	opened, err := c.connectThrough(ctx, dial)
	var refused libvirt.Error
	if errors.As(err, &refused) && c.target.User != "root" && c.target.Host != "" {
		for _, dial := range []dialer{dialAsRoot, dialOnTerminal} {
			if asRoot, failed := c.connectThrough(ctx, dial); failed == nil {
				return asRoot, nil
			}
		}
	}
	if err != nil {
		return session{}, timeoutOr(ctx, c.target, c.timeout, err)
	}
	return opened, nil
}

// dialer opens a stream to libvirt.
type dialer func(context.Context, libvirturi.Target) (net.Conn, error)

// connectThrough opens a stream and libvirt's RPC session on it.
func (c *Connection) connectThrough(ctx context.Context, dial dialer) (session, error) {
	stream, err := dial(ctx, c.target)
	if err != nil {
		return session{}, err
	}
	wire := rpc.New(stream, c.limits)
	abort := context.AfterFunc(ctx, func() { _ = wire.Close() })
	client := libvirt.NewWithDialer(dialers.NewAlreadyConnected(wire))
	err = client.ConnectToURI(libvirt.QEMUSystem)
	if !abort() {
		return session{}, errors.New("cancelled")
	}
	if err == nil {
		return session{client, wire}, nil
	}
	_ = wire.Close()
	if cause := wire.Cause(); cause != nil {
		return session{}, givenUp(c.target, cause)
	}
	if errors.Is(err, libvirt.ErrInterrupted) {
		return session{}, noLibvirt(c.target)
	}
	return session{}, fmt.Errorf("libvirt on %s refused the connection: %w; the user must be root, have password-less sudo, or belong to the host's libvirt group where polkit runs", c.target, err)
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
		return runHelper(client, target, asRootCommand(target))
	})
}

func timeoutOr(ctx context.Context, target libvirturi.Target, timeout time.Duration, err error) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%s did not answer within %s; check that the host is up and that its SSH port and libvirtd answer", target, timeout)
	}
	return err
}
