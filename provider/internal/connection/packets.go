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
	typeStream     = 3
	statusContinue = 2
	maxPacket      = 64 << 20
)

// onceEnded lets a stream end only once. After the empty packet that ends a
// download libvirt may send an error about the same stream, because nobody
// acknowledges that end; the client, no longer listening to the stream, would
// wait for ever with a lock held.
type onceEnded struct {
	net.Conn
	reader *bufio.Reader
	// ready are bytes of a header still to be given out, payload counts those after it.
	ready   []byte
	payload int64
	ended   map[uint32]bool
}

func newOnceEnded(stream net.Conn) *onceEnded {
	return &onceEnded{Conn: stream, reader: bufio.NewReader(stream), ended: map[uint32]bool{}}
}

func (o *onceEnded) Read(buffer []byte) (int, error) {
	for len(o.ready) == 0 && o.payload == 0 {
		if err := o.next(); err != nil {
			return 0, err
		}
	}
	if len(o.ready) > 0 {
		n := copy(buffer, o.ready)
		o.ready = o.ready[n:]
		return n, nil
	}
	n, err := o.reader.Read(buffer[:min(int64(len(buffer)), o.payload)])
	o.payload -= int64(n)
	return n, err
}

// next reads the header of a packet, and skips the packet if its stream has ended.
func (o *onceEnded) next() error {
	header := make([]byte, packetHeader)
	if _, err := io.ReadFull(o.reader, header); err != nil {
		return err
	}
	length := binary.BigEndian.Uint32(header)
	if length < packetHeader || length > maxPacket {
		return io.ErrUnexpectedEOF
	}
	payload := int64(length) - packetHeader
	if binary.BigEndian.Uint32(header[packetType:]) == typeStream {
		serial := binary.BigEndian.Uint32(header[packetSerial:])
		if o.ended[serial] {
			_, err := io.CopyN(io.Discard, o.reader, payload)
			return err
		}
		o.ended[serial] = payload == 0 || binary.BigEndian.Uint32(header[packetStatus:]) != statusContinue
	}
	o.ready, o.payload = header, payload
	return nil
}
