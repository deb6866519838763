package rpc

import (
	"bytes"
	"encoding/binary"
	"reflect"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/plaintext"
)

// remoteError is the body of an answer that is an error (libvirt src/rpc/virnetprotocol.x).
type remoteError struct {
	Code, Domain     int32
	Message          libvirt.OptString
	Level            int32
	Dom              libvirt.OptDomain
	Str1, Str2, Str3 libvirt.OptString
	Int1, Int2       int32
	Net              libvirt.OptNetwork
}

// messageBytes bounds what is kept of an error's message.
const messageBytes = 2000

// plainError is the body of an error as the client is given it: with a code that
// is an error, a message that is there and can be printed, and nothing else. The
// client takes the code 0 for success, and then the body for the reply's; and of
// an error without a message it takes the next number for a length.
func plainError(body []byte) ([]byte, error) {
	if err := checkBody(body, reflect.TypeFor[remoteError]()); err != nil {
		return nil, err
	}
	code := binary.BigEndian.Uint32(body)
	if code == uint32(libvirt.ErrOk) {
		code = uint32(libvirt.ErrInternalError)
	}
	message := "(libvirt gave no message)"
	if binary.BigEndian.Uint32(body[8:]) > 0 {
		length := binary.BigEndian.Uint32(body[12:])
		message = plaintext.Ends(string(body[16:16+length]), messageBytes)
	}
	var plain bytes.Buffer
	for _, word := range []uint32{code, binary.BigEndian.Uint32(body[4:]), 1, uint32(len(message))} {
		_ = binary.Write(&plain, binary.BigEndian, word)
	}
	plain.WriteString(message)
	plain.Write(make([]byte, padded(uint64(len(message)))-uint64(len(message))))
	// Level, and seven fields that are absent or zero.
	plain.Write(make([]byte, 8*4))
	return plain.Bytes(), nil
}
