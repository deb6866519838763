package connection

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
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

// callOrder gives out libvirt's packets in the order that the client expects:
// a call's reply, then its stream, which ends once. libvirt keeps to neither.
// It may send the first content of a download before the reply to the call,
// from another thread; and after the empty packet that ends a download an
// error about the same stream, because nobody acknowledges that end. The
// client would take the content for the reply, and wait for ever, with a lock
// held, to hand out a packet that nobody listens for.
type callOrder struct {
	net.Conn
	reader *bufio.Reader
	// ready are packets to be given out.
	ready []byte
	// replied and ended say what has come of a call, by its serial.
	replied, ended map[uint32]bool
	// early are stream packets of calls without a reply, by their serial.
	early map[uint32][]byte
}

func newCallOrder(stream net.Conn) *callOrder {
	return &callOrder{
		Conn: stream, reader: bufio.NewReader(stream),
		replied: map[uint32]bool{}, ended: map[uint32]bool{}, early: map[uint32][]byte{},
	}
}

func (o *callOrder) Read(buffer []byte) (int, error) {
	for len(o.ready) == 0 {
		packet, err := o.receive()
		if err != nil {
			return 0, err
		}
		o.take(packet)
	}
	n := copy(buffer, o.ready)
	o.ready = o.ready[n:]
	return n, nil
}

func (o *callOrder) receive() ([]byte, error) {
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

// take makes a packet ready, keeps it for later, or drops it.
func (o *callOrder) take(packet []byte) {
	serial := binary.BigEndian.Uint32(packet[packetSerial:])
	switch binary.BigEndian.Uint32(packet[packetType:]) {
	case typeReply, typeReplyFDs:
		o.replied[serial] = true
		o.ready = append(packet, o.early[serial]...)
		delete(o.early, serial)
	case typeStream:
		o.takeStream(serial, packet)
	default:
		o.ready = packet
	}
}

func (o *callOrder) takeStream(serial uint32, packet []byte) {
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
