package rpc

// outgoing finds the packets in what the client writes, which it does in pieces.
type outgoing struct {
	// begun is the header, or what there is of it, and of a call the body.
	begun []byte
	// left is what is still to come of the packet; 0 before its header is complete.
	left int
}

// sentPacket is a packet that a piece completes; the body is that of a call.
type sentPacket struct {
	header
	body []byte
}

// take returns the packets that end in this piece.
func (o *outgoing) take(piece []byte) []sentPacket {
	var packets []sentPacket
	for len(piece) > 0 {
		piece = o.takeHeader(piece)
		if len(o.begun) < headerBytes {
			break
		}
		if piece = o.takeBody(piece); o.left == 0 {
			packets = append(packets, sentPacket{parseHeader(o.begun), o.begun[headerBytes:]})
			o.begun = nil
		}
	}
	return packets
}

func (o *outgoing) takeHeader(piece []byte) []byte {
	missing := min(max(headerBytes-len(o.begun), 0), len(piece))
	if missing == 0 {
		return piece
	}
	o.begun = append(o.begun, piece[:missing]...)
	if len(o.begun) == headerBytes {
		o.left = int(parseHeader(o.begun).length) - headerBytes
	}
	return piece[missing:]
}

func (o *outgoing) takeBody(piece []byte) []byte {
	count := min(o.left, len(piece))
	if parseHeader(o.begun).kind == typeCall {
		o.begun = append(o.begun, piece[:count]...)
	}
	o.left -= count
	return piece[count:]
}
