// Package rpc stands between a libvirt that is not trusted and the client, which
// trusts it: go-libvirt reserves as much memory as a length says, and blocks for
// ever, with a lock held, on delivering a packet that no call waits for.
package rpc

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"
)

const (
	// earlyBytes bounds the content that is held until the reply to its call. A
	// libvirt that sends it from another thread is ahead by a few packets.
	earlyBytes = 16 << 20
	// unaskedPackets and unaskedBytes bound what is dropped before the connection
	// is given up. An honest libvirt sends one such packet for each download.
	unaskedPackets = 1000
	unaskedBytes   = 64 << 20
)

// Conn is a connection to libvirt that hands the client exactly one reply to each
// of its calls and exactly one end of each stream, in this order, each with a body
// of the form that the client decodes. What no call waits for is dropped. Any other
// breach of the protocol, and an answer that does not come in time, end the
// connection, and with it every call: the protocol knows no other way to give one up.
type Conn struct {
	net.Conn
	limits Limits
	reader *bufio.Reader
	// ready are packets that the client can read; they are the reader's alone.
	ready []byte

	mutex sync.Mutex
	// changed is signalled when a call is sent and when the connection ends.
	changed *sync.Cond
	calls   map[uint32]*call
	writing outgoing
	held    int
	unasked struct{ packets, bytes int }
	// interrupted shortens what every call may take.
	interrupted bool
	closed      bool
	cause       error
}

// New wraps a connection to libvirt.
func New(stream net.Conn, limits Limits) *Conn {
	c := &Conn{Conn: stream, limits: limits, reader: bufio.NewReader(stream), calls: map[uint32]*call{}}
	c.changed = sync.NewCond(&c.mutex)
	return c
}

// ProtocolError is a libvirt that does not keep to its protocol.
type ProtocolError struct {
	What string
}

func (e *ProtocolError) Error() string {
	return "it does not keep to libvirt's protocol: it sent " + e.What
}

// TimeoutError is a libvirt that does not answer.
type TimeoutError struct {
	Call  string
	Limit time.Duration
	// Interrupted: it was given less time, because the run was interrupted.
	Interrupted bool
}

func (e *TimeoutError) Error() string {
	if e.Interrupted {
		return "the run was interrupted while it worked on " + e.Call
	}
	return fmt.Sprintf("it did not get on with %s within %s", e.Call, e.Limit.Round(100*time.Millisecond))
}

// Cause is why the connection was ended from this side; nil if it was not.
func (c *Conn) Cause() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.cause
}

// IsOpen reports whether calls can be made. The client itself does not always notice.
func (c *Conn) IsOpen() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return !c.closed
}

// Interrupt leaves libvirt little time for what it is working on and for each
// further call, so that what was begun can be undone but nothing hangs.
func (c *Conn) Interrupt() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.interrupted = true
	for _, waiting := range c.calls {
		waiting.end = earlier(waiting.end, time.Now().Add(c.limits.Interrupted))
		c.setTimer(waiting)
	}
}

// Close ends the connection and whatever waits for it.
func (c *Conn) Close() error {
	c.mutex.Lock()
	c.closed = true
	for _, waiting := range c.calls {
		c.forget(waiting)
	}
	c.changed.Broadcast()
	c.mutex.Unlock()
	return c.Conn.Close()
}

// end closes the connection for a cause, of which the first counts.
func (c *Conn) end(cause error) error {
	c.mutex.Lock()
	if c.cause == nil {
		c.cause = cause
	}
	c.mutex.Unlock()
	_ = c.Close()
	return cause
}

// expect notes a call that is about to be sent.
func (c *Conn) expect(packet sentPacket) error {
	known, found := procedures[procedureID{packet.program, packet.procedure}]
	if !found {
		return fmt.Errorf("procedure %d of program %#x has no reply that can be checked", packet.procedure, packet.program)
	}
	content := contentBytes(known.stream, packet.body)
	limit := c.limits.of(known, content)
	if c.interrupted {
		limit = min(limit, c.limits.Interrupted)
	}
	waiting := &call{header: packet.header, procedure: known, left: content, end: time.Now().Add(limit)}
	c.calls[packet.serial] = waiting
	c.setTimer(waiting)
	return nil
}

// setTimer gives a call until its end, and a stream until its next packet.
func (c *Conn) setTimer(waiting *call) {
	if c.calls[waiting.serial] != waiting {
		return
	}
	limit := time.Until(waiting.end)
	if waiting.stream != noStream {
		limit = min(limit, c.limits.Query)
	}
	if waiting.timer != nil {
		waiting.timer.Stop()
	}
	waiting.timer = time.AfterFunc(limit, func() { c.timeout(waiting.name, limit) })
}

// timeout ends the connection because of what did not end.
func (c *Conn) timeout(what string, limit time.Duration) {
	c.mutex.Lock()
	cause := &TimeoutError{Call: what, Limit: limit, Interrupted: c.interrupted}
	c.mutex.Unlock()
	_ = c.end(cause)
}

// forget drops a call, and with it what may still come for it.
func (c *Conn) forget(waiting *call) {
	if c.calls[waiting.serial] == waiting {
		waiting.timer.Stop()
		c.held -= len(waiting.early)
		delete(c.calls, waiting.serial)
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
