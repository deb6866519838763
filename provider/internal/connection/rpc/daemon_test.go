package rpc

import (
	"encoding/binary"
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket/dialers"
)

const (
	procXML      = 14
	procDefine   = 350
	procList     = 273
	procUpload   = 208
	procDownload = 209
)

// testLimits are short enough to wait for.
var testLimits = Limits{Query: 300 * time.Millisecond, Change: 600 * time.Millisecond, Interrupted: 100 * time.Millisecond, BytesPerSecond: 1 << 20}

// daemon is the other end of a connection: a libvirt of which a test decides what it sends.
type daemon struct {
	net.Conn
}

// session is a client that the daemon has greeted.
type session struct {
	*libvirt.Libvirt
	conn   *Conn
	daemon daemon
}

// newSession ends with the test, and then expects that nothing of it is left.
func newSession(t *testing.T, limits Limits) session {
	t.Helper()
	before := runtime.NumGoroutine()
	client, server := net.Pipe()
	s := session{conn: New(client, limits), daemon: daemon{server}}
	s.Libvirt = libvirt.NewWithDialer(dialers.NewAlreadyConnected(s.conn))
	t.Cleanup(func() {
		_ = s.conn.Close()
		_ = server.Close()
		expectGoroutines(t, before)
	})
	greeted := make(chan struct{})
	go func() {
		defer close(greeted)
		for range 2 {
			call, err := s.daemon.call()
			if err != nil {
				return
			}
			body := []byte(nil)
			if call.procedure == 66 {
				body = words(1, 0)
			}
			s.daemon.reply(call, body)
		}
	}()
	if err := s.ConnectToURI(libvirt.QEMUSystem); err != nil {
		t.Fatal(err)
	}
	<-greeted
	return s
}

// expectGoroutines waits until there are no more of them than there were.
func expectGoroutines(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines where there were %d: %s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

// call reads the client's next packet.
func (d daemon) call() (header, error) {
	data := make([]byte, headerBytes)
	if _, err := io.ReadFull(d, data); err != nil {
		return header{}, err
	}
	packet := parseHeader(data)
	_, err := io.CopyN(io.Discard, d, int64(packet.length-headerBytes))
	return packet, err
}

// send ends silently: the client may have given up.
func (d daemon) send(packet header, body []byte) bool {
	_, err := d.Write(packet.packet(body))
	return err == nil
}

func (d daemon) reply(call header, body []byte) {
	d.send(replyTo(call), body)
}

func replyTo(call header) header {
	call.kind, call.status = typeReply, statusOK
	return call
}

func streamOf(call header, status uint32) header {
	call.kind, call.status = typeStream, status
	return call
}

// words is a body of 32-bit numbers.
func words(numbers ...uint32) []byte {
	var body []byte
	for _, number := range numbers {
		body = binary.BigEndian.AppendUint32(body, number)
	}
	return body
}

// text is a string as XDR has it.
func text(content string) []byte {
	body := append(words(uint32(len(content))), content...)
	return append(body, make([]byte, padded(uint64(len(content)))-uint64(len(content)))...)
}

// failure is the body of an error.
func failure(code uint32, message string) []byte {
	body := append(words(code, 10, 1), text(message)...)
	return append(body, words(2, 0, 0, 0, 0, 0, 0, 0)...)
}

// within fails the test unless the function ends in time.
func within(t *testing.T, limit time.Duration, what func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		what()
	}()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatalf("it did not end within %s", limit)
	}
}

// grownBy is by how many bytes the heap and what lives on it grew at most meanwhile.
func grownBy(what func()) uint64 {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	go func() {
		defer close(done)
		what()
	}()
	most := before.HeapInuse
	for {
		runtime.ReadMemStats(&after)
		most = max(most, after.HeapInuse)
		select {
		case <-done:
			return most - before.HeapInuse
		case <-time.After(5 * time.Millisecond):
		}
	}
}
