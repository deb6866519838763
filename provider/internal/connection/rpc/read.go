package rpc

import (
	"fmt"
	"io"
	"slices"
)

// Read returns packets that a call waits for.
func (c *Conn) Read(buffer []byte) (int, error) {
	for len(c.ready) == 0 {
		if err := c.receive(); err != nil {
			_ = c.Close()
			// The client would repeat the read for ever after what calls itself temporary.
			return 0, fmt.Errorf("reading from libvirt: %w", err)
		}
	}
	n := copy(buffer, c.ready)
	c.ready = c.ready[n:]
	return n, nil
}

// receive makes the next packet ready, holds it until its reply, or drops it.
func (c *Conn) receive() error {
	data, err := c.reader.Peek(headerBytes)
	if err != nil {
		return err
	}
	packet := parseHeader(data)
	if packet.length < headerBytes || packet.length > packetBytes {
		return c.breach("a packet of %d bytes; allowed are %d to %d", packet.length, headerBytes, packetBytes)
	}
	waiting, err := c.match(packet)
	if err != nil {
		return err
	}
	if waiting == nil {
		_, err := c.reader.Discard(int(packet.length))
		return err
	}
	if packet.length > answerBytes {
		return c.breach("%d bytes in answer to %s; allowed are %d", packet.length, waiting.name, answerBytes)
	}
	data = make([]byte, packet.length)
	if _, err := io.ReadFull(c.reader, data); err != nil {
		return err
	}
	return c.handle(waiting, packet, data[headerBytes:])
}

func (c *Conn) handle(waiting *call, packet header, body []byte) error {
	var problem error
	if packet.status == statusError {
		if body, problem = plainError(body); problem != nil {
			problem = fmt.Errorf("an error with %w", problem)
		}
	} else {
		problem = c.check(waiting, packet, body)
	}
	if problem != nil {
		return c.breach("%w in answer to %s", problem, waiting.name)
	}
	if c.deliver(waiting, packet, body) > earlyBytes {
		return c.breach("more than %d MiB before the reply to %s", earlyBytes>>20, waiting.name)
	}
	return nil
}

// match finds the call that a packet answers; nil for one that nobody waits for.
func (c *Conn) match(packet header) (*call, error) {
	c.mutex.Lock()
	waiting := c.waitingFor(packet)
	if waiting == nil {
		c.unasked.packets++
		c.unasked.bytes += int(packet.length)
	}
	flood := c.unasked.packets > unaskedPackets || c.unasked.bytes > unaskedBytes
	c.mutex.Unlock()
	if waiting != nil && packet.procedure != waiting.header.procedure {
		return nil, c.breach("an answer of procedure %d to %s", packet.procedure, waiting.name)
	}
	if flood {
		return nil, c.breach("more than %d packets or %d MiB that no call waits for", unaskedPackets, unaskedBytes>>20)
	}
	return waiting, nil
}

// waitingFor needs the lock, which it gives up while the call is still being sent:
// if that fails, the client no longer takes its reply.
func (c *Conn) waitingFor(packet header) *call {
	for {
		waiting := c.calls[packet.serial]
		if waiting == nil || !waiting.takes(packet) {
			return nil
		}
		if waiting.sent {
			return waiting
		}
		c.changed.Wait()
	}
}

// check says what is wrong with an answer that is no error; nil: nothing.
func (c *Conn) check(waiting *call, packet header, body []byte) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	wrongStatus := fmt.Errorf("a packet with the status %d", packet.status)
	switch {
	case packet.kind == typeReply:
		if packet.status != statusOK {
			return wrongStatus
		}
		return checkBody(body, waiting.reply)
	case waiting.stream == upload:
		if packet.status != statusOK || len(body) > 0 {
			return fmt.Errorf("content")
		}
		if !waiting.replied || !waiting.endSent {
			return fmt.Errorf("the end before all was sent")
		}
	case packet.status != statusContinue && (packet.status != statusOK || len(body) > 0):
		return wrongStatus
	case uint64(len(body)) > waiting.left:
		return fmt.Errorf("more content than was asked for")
	}
	return nil
}

// deliver makes the packet ready or, before the reply, holds it, and returns how
// much is held.
func (c *Conn) deliver(waiting *call, packet header, body []byte) int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	data := packet.packet(body)
	if packet.kind == typeStream {
		waiting.left -= min(uint64(len(body)), waiting.left)
		waiting.ended = packet.status != statusContinue || len(body) == 0
		if !waiting.replied {
			waiting.early = append(waiting.early, data...)
			c.held += len(data)
			return c.held
		}
	} else if packet.status == statusError {
		c.held -= len(waiting.early)
		waiting.ended, waiting.early = true, nil
	}
	c.ready = slices.Concat(data, waiting.early)
	c.held -= len(waiting.early)
	waiting.replied, waiting.early = true, nil
	if waiting.ended || waiting.stream == noStream {
		c.forget(waiting)
	} else {
		c.setTimer(waiting)
	}
	return c.held
}

// breach ends the connection.
func (c *Conn) breach(format string, arguments ...any) error {
	return c.end(&ProtocolError{What: fmt.Errorf(format, arguments...).Error()})
}
