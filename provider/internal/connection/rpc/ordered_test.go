package rpc

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"slices"
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

const ok, failed = 0, 1

func TestAStreamEndsOnce(t *testing.T) {
	kept := [][]byte{
		packet(typeReply, 7, ok, "started"),
		packet(typeReply, 8, ok, "started"),
		packet(typeStream, 7, statusContinue, "content"),
		packet(typeStream, 8, statusContinue, "of another"),
		packet(typeStream, 7, statusContinue, ""),
		packet(typeStream, 8, failed, "it failed"),
		packet(typeReply, 9, ok, ""),
	}
	dropped := packet(typeStream, 7, failed, "unexpected termination")
	sent := append(append([][]byte{}, kept[:5]...), dropped, kept[5], dropped, kept[6])
	comesAs(t, sent, kept)
}

func TestAStreamComesAfterItsReply(t *testing.T) {
	reply := packet(typeReply, 7, ok, "started")
	content := [][]byte{
		packet(typeStream, 7, statusContinue, "first"),
		packet(typeStream, 7, statusContinue, "second"),
		packet(typeStream, 7, statusContinue, ""),
	}
	other := packet(typeReply, 8, ok, "of another call")
	message := packet(2, 0, ok, "an event")
	dropped := packet(typeStream, 7, failed, "unexpected termination")
	for early := range len(content) + 1 {
		before, after := content[:early], content[early:]
		sent := slices.Concat(before, [][]byte{other, message, reply}, after, [][]byte{dropped})
		comesAs(t, sent, slices.Concat([][]byte{other, message, reply}, content))
	}
}

// comesAs sends packets and expects others.
func comesAs(t *testing.T, sent, expected [][]byte) {
	t.Helper()
	client, server := net.Pipe()
	go func() {
		_, _ = server.Write(bytes.Join(sent, nil))
		_ = server.Close()
	}()
	received, err := io.ReadAll(NewOrderedConn(client))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(received, bytes.Join(expected, nil)) {
		t.Errorf("received %q", received)
	}
}

func TestAPacketOfImpossibleLengthIsAnError(t *testing.T) {
	for _, length := range []uint32{0, packetHeader - 1, maxPacket + 1} {
		header := packet(typeStream, 1, 0, "")
		binary.BigEndian.PutUint32(header, length)
		client, server := net.Pipe()
		go func() { _, _ = server.Write(header) }()
		if _, err := NewOrderedConn(client).Read(make([]byte, 100)); err == nil {
			t.Errorf("a packet of %d bytes was taken", length)
		}
	}
}
