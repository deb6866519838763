package rpc

import (
	"encoding/binary"
	"time"
)

// call is one that waits for its reply or for the rest of its stream.
type call struct {
	header
	procedure
	// sent is set when libvirt has all of the call: the client takes a reply only then.
	sent, replied bool
	// endSent is set when the content that is uploaded has ended, ended when a
	// stream's end has come, be it before the reply.
	endSent, ended bool
	// early is the content that came before the reply.
	early []byte
	// left is how much of the content that was asked for has not come.
	left uint64
	// end is when the call must be over, timer what ends it.
	end   time.Time
	timer *time.Timer
}

// contentBytes is how much a call transfers. The arguments of upload and download
// end in offset, length (64 bits each) and flags.
func contentBytes(kind direction, body []byte) uint64 {
	if kind == noStream || len(body) < 20 {
		return 0
	}
	return binary.BigEndian.Uint64(body[len(body)-12:])
}

// Limits are how long libvirt has.
type Limits struct {
	// Query is for a call that changes nothing, for any packet of a stream, and
	// for taking what is written. libvirt itself gives up waiting for another
	// job of a VM after 30 s.
	Query time.Duration
	// Change is for a call that changes something: starting a guest or reading a
	// pool on slow storage may take minutes.
	Change time.Duration
	// Interrupted is for every call after an interrupt.
	Interrupted time.Duration
	// BytesPerSecond is the slowest stream that is waited for.
	BytesPerSecond uint64
}

// DefaultLimits are those of a provider.
var DefaultLimits = Limits{Query: time.Minute, Change: 5 * time.Minute, Interrupted: 10 * time.Second, BytesPerSecond: 256 << 10}

// of is how long a call may take, content included.
func (l Limits) of(procedure procedure, content uint64) time.Duration {
	if procedure.changes {
		return l.Change
	}
	return l.Query + time.Duration(content/l.BytesPerSecond)*time.Second
}

// takes reports whether the packet is one that the call waits for.
func (c *call) takes(packet header) bool {
	if packet.program != c.program || packet.version != c.version {
		return false
	}
	switch packet.kind {
	case typeReply:
		return !c.replied
	case typeStream:
		return c.stream != noStream && !c.ended
	default:
		return false
	}
}
