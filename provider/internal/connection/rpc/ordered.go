// Package rpc puts the packets of libvirt's RPC protocol into the order that the
// client expects.
package rpc

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"slices"
)

// Offsets in a packet of libvirt's RPC, big-endian (libvirt docs/kbase/internals/rpc.rst).
const (
	packetType     = 16
	packetSerial   = 20
	packetStatus   = 24
	packetHeader   = 28
	typeReply      = 1
	typeStream     = 3
	typeReplyFDs   = 5
	statusContinue = 2
	maxPacket      = 64 << 20
)

// orderedConn returns libvirt's packets in the order that the client expects:
// a call's reply, then its stream, which ends once. libvirt guarantees neither.
// It may send the first content of a download before the reply to the call,
// from another thread; and after the empty packet that ends a download an
// error about the same stream, because nobody acknowledges that end. The
// client would take the content for the reply, and block for ever, with a lock
// held, on delivering a packet that nobody receives.
type orderedConn struct {
	net.Conn
	reader *bufio.Reader
	// ready are packets that can be read.
	ready []byte
	// replied and ended say what a call has received, by its serial.
	replied, ended map[uint32]bool
	// early are stream packets of calls without a reply, by their serial.
	early map[uint32][]byte
}

// NewOrderedConn wraps a connection to libvirt.
func NewOrderedConn(stream net.Conn) net.Conn {
	return &orderedConn{
		Conn: stream, reader: bufio.NewReader(stream),
		replied: map[uint32]bool{}, ended: map[uint32]bool{}, early: map[uint32][]byte{},
	}
}

func (o *orderedConn) Read(buffer []byte) (int, error) {
	for len(o.ready) == 0 {
		packet, err := o.receive()
		if err != nil {
			return 0, err
		}
		o.handle(packet)
	}
	n := copy(buffer, o.ready)
	o.ready = o.ready[n:]
	return n, nil
}

func (o *orderedConn) receive() ([]byte, error) {
	prefix, err := o.reader.Peek(4)
	if err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(prefix)
	if length < packetHeader || length > maxPacket {
		return nil, io.ErrUnexpectedEOF
	}
	packet := make([]byte, length)
	_, err = io.ReadFull(o.reader, packet)
	return packet, err
}

// handle makes a packet ready, keeps it for later, or drops it.
func (o *orderedConn) handle(packet []byte) {
	serial := binary.BigEndian.Uint32(packet[packetSerial:])
	switch binary.BigEndian.Uint32(packet[packetType:]) {
	case typeReply, typeReplyFDs:
		o.replied[serial] = true
		o.ready = slices.Concat(packet, o.early[serial])
		delete(o.early, serial)
	case typeStream:
		o.handleStream(serial, packet)
	default:
		o.ready = packet
	}
}

func (o *orderedConn) handleStream(serial uint32, packet []byte) {
	if o.ended[serial] {
		return
	}
	o.ended[serial] = len(packet) == packetHeader || binary.BigEndian.Uint32(packet[packetStatus:]) != statusContinue
	if o.replied[serial] {
		o.ready = packet
		return
	}
	o.early[serial] = append(o.early[serial], packet...)
}
