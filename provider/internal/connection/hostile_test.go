package connection

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection/rpc"
	"quantum-kvm/provider/internal/libvirturi"
)

// socketDaemon listens on a socket, greets each client and then does what is asked
// of it with each call, given as its packet without the length.
func socketDaemon(t *testing.T, greetings int, then func(net.Conn, []byte)) *Connection {
	t.Helper()
	path := filepath.Join(t.TempDir(), "socket")
	listener, err := net.Listen("unix", path)
	check(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			stream, err := listener.Accept()
			if err != nil {
				return
			}
			go converse(stream, greetings, then)
		}
	}()
	c := New(t.Context(), libvirturi.Target{Socket: path})
	c.limits = rpc.Limits{Query: 300 * time.Millisecond, Change: time.Minute, Interrupted: 100 * time.Millisecond, BytesPerSecond: 1 << 20}
	c.timeout = time.Second
	return c
}

func converse(stream net.Conn, greetings int, then func(net.Conn, []byte)) {
	defer stream.Close()
	for number := 0; ; number++ {
		length := make([]byte, 4)
		if _, err := io.ReadFull(stream, length); err != nil {
			return
		}
		packet := make([]byte, binary.BigEndian.Uint32(length)-4)
		if _, err := io.ReadFull(stream, packet); err != nil {
			return
		}
		switch {
		case number >= greetings:
			then(stream, packet)
		case number == 0:
			// One kind of authentication: none.
			answer(stream, packet, 0, 0, 0, 1, 0, 0, 0, 0)
		default:
			answer(stream, packet)
		}
	}
}

func answer(stream net.Conn, call []byte, body ...byte) {
	packet := binary.BigEndian.AppendUint32(nil, uint32(28+len(body)))
	packet = append(packet, call[:24]...)
	packet[19] = 1
	_, _ = stream.Write(append(packet, body...))
}

func lookup(client *libvirt.Libvirt) error {
	_, err := client.DomainLookupByName("vm001")
	return err
}

func TestALibvirtThatHangsInTheGreetingIsGivenUp(t *testing.T) {
	for greetings := range 2 {
		c := socketDaemon(t, greetings, func(net.Conn, []byte) {})
		if err := c.Do(t.Context(), lookup); err == nil || !strings.Contains(err.Error(), "was given up") {
			t.Errorf("after %d greetings: %v", greetings, err)
		}
	}
}

func TestALibvirtThatIsGivenUpIsNotTriedAgain(t *testing.T) {
	var calls atomic.Int32
	c := socketDaemon(t, 2, func(net.Conn, []byte) { calls.Add(1) })
	first, second := c.Do(t.Context(), lookup), c.Do(t.Context(), lookup)
	for _, err := range []error{first, second} {
		if err == nil || !strings.Contains(err.Error(), "did not get on with DomainLookupByName within 300ms") {
			t.Errorf("ended in %v", err)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("it was called %d times", calls.Load())
	}
}

func TestABrokenLibvirtIsNamed(t *testing.T) {
	c := socketDaemon(t, 2, func(stream net.Conn, call []byte) { answer(stream, call, 0x7f, 0xff, 0xff, 0xff) })
	err := c.Do(t.Context(), lookup)
	if err == nil || !strings.Contains(err.Error(), "does not keep to libvirt's protocol") || !strings.Contains(err.Error(), "this machine") {
		t.Errorf("ended in %v", err)
	}
}

func TestACallHearsTheInterrupt(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	c := socketDaemon(t, 2, func(net.Conn, []byte) { cancel() })
	from := time.Now()
	err := c.Do(ctx, func(client *libvirt.Libvirt) error {
		_, err := client.DomainCreateWithFlags(libvirt.Domain{}, 0)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "interrupted") || time.Since(from) > 10*time.Second {
		t.Errorf("after %s: %v", time.Since(from), err)
	}
	// The listener, which ends with the test, is left.
	for deadline := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > before+1 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before+1 {
		t.Errorf("%d goroutines where there were %d", now, before)
	}
}

func TestTheWaitForTheConnectionHearsTheInterrupt(t *testing.T) {
	c := socketDaemon(t, 0, func(net.Conn, []byte) {})
	go func() { _, _ = c.Open(t.Context()) }()
	time.Sleep(50 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := c.Do(ctx, lookup); err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("ended in %v", err)
	}
}
