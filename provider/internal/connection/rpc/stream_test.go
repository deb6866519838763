package rpc

import (
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitalocean/go-libvirt"
)

// streamed is what a daemon does on a request for 100 bytes.
type streamed struct {
	name   string
	answer func(daemon, header)
	// content is what comes; with a breach, the call fails for it.
	content, breach string
}

func TestADownload(t *testing.T) {
	const hundred = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	content := func(d daemon, call header, text string) { d.send(streamOf(call, statusContinue), []byte(text)) }
	end := func(d daemon, call header) { d.send(streamOf(call, statusContinue), nil) }
	failed := func(d daemon, call header) { d.send(streamOf(call, statusError), failure(38, "no medium")) }
	start := func(d daemon, call header) { d.reply(call, nil) }
	for _, test := range []streamed{
		{"after its reply", func(d daemon, call header) {
			start(d, call)
			content(d, call, hundred[:40])
			content(d, call, hundred[40:])
			end(d, call)
		}, hundred, ""},
		{"before its reply", func(d daemon, call header) {
			content(d, call, hundred[:40])
			content(d, call, hundred[40:])
			end(d, call)
			failed(d, call)
			start(d, call)
		}, hundred, ""},
		{"around its reply", func(d daemon, call header) {
			content(d, call, hundred[:40])
			start(d, call)
			content(d, call, hundred[40:])
			end(d, call)
			failed(d, call)
		}, hundred, ""},
		{"with an end of its own", func(d daemon, call header) {
			start(d, call)
			content(d, call, hundred)
			d.send(streamOf(call, statusOK), nil)
			end(d, call)
		}, hundred, ""},
		{"that goes on after its end", func(d daemon, call header) {
			start(d, call)
			end(d, call)
			for range 5 {
				content(d, call, hundred)
			}
		}, "", ""},
		{"that fails", func(d daemon, call header) { start(d, call); failed(d, call) }, "", "no medium"},
		{"that fails before its reply", func(d daemon, call header) { failed(d, call); start(d, call) }, "", "no medium"},
		{"that is refused after its content", func(d daemon, call header) {
			content(d, call, hundred)
			refusal := replyTo(call)
			refusal.status = statusError
			d.send(refusal, failure(38, "no volume"))
			content(d, call, hundred)
		}, "", "no volume"},
		{"that is longer than asked for", func(d daemon, call header) {
			start(d, call)
			content(d, call, hundred)
			content(d, call, "x")
		}, hundred, "more content than was asked for"},
		{"that is longer before its reply", func(d daemon, call header) { content(d, call, hundred+"x") }, "", "more content"},
		{"with an unknown status", func(d daemon, call header) { start(d, call); d.send(streamOf(call, 9), nil) }, "", "status 9"},
		{"that stops", func(d daemon, call header) { start(d, call); content(d, call, hundred[:1]) }, "0", "did not get on"},
		{"of a byte at a time", func(d daemon, call header) {
			start(d, call)
			for _, one := range hundred {
				content(d, call, string(one))
				time.Sleep(10 * time.Millisecond)
			}
		}, "", "did not get on"},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t) })
	}
}

func (s streamed) run(t *testing.T) {
	client := newSession(t, testLimits)
	go func() {
		if call, err := client.daemon.call(); err == nil {
			s.answer(client.daemon, call)
		}
	}()
	var content bytes.Buffer
	within(t, 3*time.Second, func() {
		err := client.StorageVolDownload(libvirt.StorageVol{}, &content, 0, 100, 0)
		if (err == nil) != (s.breach == "") {
			t.Error(err)
		}
		if problem := errors.Join(err, client.conn.Cause()); s.breach != "" && !strings.Contains(problem.Error(), s.breach) {
			t.Error(problem)
		}
	})
	if s.content != "" && content.String() != s.content {
		t.Errorf("%q came", content.String())
	}
}

func TestAnUpload(t *testing.T) {
	confirm := func(d daemon, call header) { d.send(streamOf(call, statusOK), nil) }
	for _, test := range []streamed{
		{"that is taken", func(d daemon, call header) { d.reply(call, nil); d.drain(); confirm(d, call) }, "", ""},
		{"that is confirmed before it is sent", func(d daemon, call header) { d.reply(call, nil); confirm(d, call); d.drain() }, "", "the end before all was sent"},
		{"that is answered with content", func(d daemon, call header) {
			d.reply(call, nil)
			for d.send(streamOf(call, statusContinue), []byte("content")) {
			}
		}, "", "content in answer to StorageVolUpload"},
		{"that fails on the way", func(d daemon, call header) {
			d.reply(call, nil)
			_, _ = d.call()
			d.send(streamOf(call, statusError), failure(38, "no space"))
			d.drain()
		}, "", "no space"},
		{"that is not taken", func(d daemon, call header) { d.reply(call, nil) }, "", "did not get on"},
		{"that is not confirmed", func(d daemon, call header) { d.reply(call, nil); d.drain() }, "", "did not get on"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSession(t, testLimits)
			go func() {
				if call, err := s.daemon.call(); err == nil {
					test.answer(s.daemon, call)
				}
			}()
			within(t, 5*time.Second, func() {
				err := s.StorageVolUpload(libvirt.StorageVol{}, bytes.NewReader(make([]byte, 9<<20)), 0, 9<<20, 0)
				if (err == nil) != (test.breach == "") {
					t.Error(err)
				}
				if problem := errors.Join(err, s.conn.Cause()); test.breach != "" && !strings.Contains(problem.Error(), test.breach) {
					t.Error(problem)
				}
			})
		})
	}
}

// drain takes a stream up to its end.
func (d daemon) drain() {
	for {
		if packet, err := d.call(); err != nil || packet.status != statusContinue {
			return
		}
	}
}

func TestContentBeforeTheReplyIsBounded(t *testing.T) {
	limits := testLimits
	limits.Query = 10 * time.Second
	s := newSession(t, limits)
	go func() {
		call, _ := s.daemon.call()
		for s.daemon.send(streamOf(call, statusContinue), make([]byte, 1<<20)) {
		}
	}()
	grown := grownBy(func() {
		within(t, 9*time.Second, func() {
			if err := s.StorageVolDownload(libvirt.StorageVol{}, io.Discard, 0, 1<<40, 0); err == nil {
				t.Error("it was taken for content")
			}
		})
	})
	if grown > 128<<20 || !strings.Contains(s.conn.Cause().Error(), "before the reply") {
		t.Errorf("%d MiB were reserved: %v", grown>>20, s.conn.Cause())
	}
}

// TestPacketsComeInOrder is about two downloads at once.
func TestPacketsComeInOrder(t *testing.T) {
	first := header{program: remoteProgram, version: programVersion, procedure: procDownload, serial: 7}
	second := first
	second.serial = 8
	reply := replyTo(first).packet(nil)
	content := [][]byte{
		streamOf(first, statusContinue).packet([]byte("first")),
		streamOf(first, statusContinue).packet([]byte("second")),
		streamOf(first, statusContinue).packet(nil),
	}
	other := [][]byte{replyTo(second).packet(nil), streamOf(second, statusContinue).packet([]byte("of another")), streamOf(second, statusContinue).packet(nil)}
	dropped := streamOf(first, statusError).packet(failure(38, "unexpected termination"))
	for early := range len(content) + 1 {
		sent := slices.Concat(content[:early], other, [][]byte{reply}, content[early:], [][]byte{dropped})
		expected := bytes.Join(slices.Concat(other, [][]byte{reply}, content), nil)
		if received := receive(t, []header{first, second}, bytes.Join(sent, nil)); !bytes.Equal(received, expected) {
			t.Errorf("received %q", received)
		}
	}
}

// receive is what the client reads after some calls when libvirt sends the bytes and goes away.
func receive(t *testing.T, calls []header, sent []byte) []byte {
	client, server := net.Pipe()
	conn := New(client, DefaultLimits)
	go func() { _, _ = io.Copy(io.Discard, server) }()
	for _, call := range calls {
		// The arguments end in offset, length and flags.
		if _, err := conn.Write(call.packet(words(0, 0, 0, 1000, 0))); err != nil {
			t.Fatal(err)
		}
	}
	go func() {
		_, _ = server.Write(sent)
		_ = server.Close()
	}()
	received, _ := io.ReadAll(conn)
	_ = conn.Close()
	return received
}
