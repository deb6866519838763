package rpc

import (
	"errors"
	"net"
	"time"
)

// Write sends a piece of the client's packets and notes the calls in it.
func (c *Conn) Write(piece []byte) (int, error) {
	packets, err := c.begin(piece)
	if err != nil {
		return 0, err
	}
	stuck := time.AfterFunc(c.limits.Query, func() { c.timeout("reading what it was sent", c.limits.Query) })
	defer stuck.Stop()
	n, err := c.Conn.Write(piece)
	if err == nil {
		c.sent(packets)
	}
	return n, err
}

// begin notes the packets before libvirt has them, and so before it can answer.
func (c *Conn) begin(piece []byte) ([]sentPacket, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.closed {
		return nil, errors.Join(net.ErrClosed, c.cause)
	}
	packets := c.writing.take(piece)
	for _, packet := range packets {
		if packet.kind == typeCall {
			if err := c.expect(packet); err != nil {
				return nil, err
			}
		} else if waiting, found := c.calls[packet.serial]; found && packet.status != statusContinue {
			waiting.endSent = true
		}
	}
	return packets, nil
}

func (c *Conn) sent(packets []sentPacket) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, packet := range packets {
		if waiting, found := c.calls[packet.serial]; found {
			waiting.sent = true
			c.setTimer(waiting)
		}
	}
	c.changed.Broadcast()
}
