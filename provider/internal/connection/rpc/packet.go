package rpc

import "encoding/binary"

// Types and statuses of packets, and the program that answers (libvirt
// docs/kbase/internals/rpc.rst and src/remote/remote_protocol.x).
const (
	typeCall   = 0
	typeReply  = 1
	typeStream = 3

	statusOK       = 0
	statusError    = 1
	statusContinue = 2

	remoteProgram  = 0x20008086
	qemuProgram    = 0x20008087
	programVersion = 1
)

const (
	headerBytes = 28
	// packetBytes is libvirt's own limit: VIR_NET_MESSAGE_MAX and the word of the length.
	packetBytes = 32<<20 + 4
	// answerBytes bounds what is kept of a packet. libvirt sends a download in
	// pieces of 256 KiB, and the longest definition is shorter than 1 MiB.
	answerBytes = 8 << 20
)

// header begins every packet; its numbers are big-endian.
type header struct {
	length, program, version, procedure, kind, serial, status uint32
}

func parseHeader(data []byte) header {
	word := func(index int) uint32 { return binary.BigEndian.Uint32(data[4*index:]) }
	return header{word(0), word(1), word(2), word(3), word(4), word(5), word(6)}
}

// packet is the header, with its length set, before the body.
func (h header) packet(body []byte) []byte {
	data := make([]byte, 0, headerBytes+len(body))
	h.length = uint32(headerBytes + len(body))
	for _, word := range []uint32{h.length, h.program, h.version, h.procedure, h.kind, h.serial, h.status} {
		data = binary.BigEndian.AppendUint32(data, word)
	}
	return append(data, body...)
}
