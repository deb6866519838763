package connection

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"testing"
)

// packet is one of libvirt's RPC, with a number for each kind of header field that matters.
func packet(kind, serial, status uint32, payload string) []byte {
	header := make([]byte, packetHeader)
	binary.BigEndian.PutUint32(header, uint32(packetHeader+len(payload)))
	binary.BigEndian.PutUint32(header[packetType:], kind)
	binary.BigEndian.PutUint32(header[packetSerial:], serial)
	binary.BigEndian.PutUint32(header[packetStatus:], status)
	return append(header, payload...)
}

func TestAStreamEndsOnce(t *testing.T) {
	const reply, ok, failed = 1, 0, 1
	kept := [][]byte{
		packet(reply, 7, ok, "started"),
		packet(typeStream, 7, statusContinue, "content"),
		packet(typeStream, 8, statusContinue, "of another"),
		packet(typeStream, 7, statusContinue, ""),
		packet(typeStream, 8, failed, "it failed"),
		packet(reply, 9, ok, ""),
	}
	dropped := packet(typeStream, 7, failed, "unexpected termination")
	sent := bytes.Join([][]byte{kept[0], kept[1], kept[2], kept[3], dropped, kept[4], dropped, kept[5]}, nil)

	client, server := net.Pipe()
	go func() {
		_, _ = server.Write(sent)
		_ = server.Close()
	}()
	received, err := io.ReadAll(newOnceEnded(client))
	check(t, err)
	if !bytes.Equal(received, bytes.Join(kept, nil)) {
		t.Errorf("received %q", received)
	}
}

func TestAPacketOfImpossibleLengthEndsTheConnection(t *testing.T) {
	for _, length := range []uint32{0, packetHeader - 1, maxPacket + 1} {
		header := packet(typeStream, 1, 0, "")
		binary.BigEndian.PutUint32(header, length)
		client, server := net.Pipe()
		go func() { _, _ = server.Write(header) }()
		if _, err := newOnceEnded(client).Read(make([]byte, 100)); err == nil {
			t.Errorf("a packet of %d bytes was taken", length)
		}
	}
}
