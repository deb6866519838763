package rpc

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/plaintext"
)

// hostile is what a daemon does on a request for a definition, and what the client makes of it.
type hostile struct {
	name   string
	answer func(daemon, header)
	// breach is part of the cause for which the connection ends; empty: the call succeeds.
	breach string
}

func good(d daemon, call header) { d.reply(call, text("<domain/>")) }

func TestAHostileAnswerEndsTheCall(t *testing.T) {
	for _, test := range []hostile{
		{"three replies", func(d daemon, call header) { good(d, call); good(d, call); good(d, call) }, ""},
		{"a reply to a call that was not made", func(d daemon, call header) {
			foreign := replyTo(call)
			foreign.serial += 1000
			d.send(foreign, text("x"))
			good(d, call)
		}, ""},
		{"a negative serial", func(d daemon, call header) {
			foreign := replyTo(call)
			foreign.serial = math.MaxUint32
			d.send(foreign, nil)
			good(d, call)
		}, ""},
		{"an event nobody asked for", func(d daemon, call header) {
			event := call
			event.kind, event.serial, event.procedure = 2, 0, 318
			d.send(event, words(1, math.MaxInt32))
			good(d, call)
		}, ""},
		{"an event as the answer", func(d daemon, call header) {
			event := replyTo(call)
			event.procedure = 318
			d.send(event, words(1, math.MaxInt32))
		}, "procedure 318"},
		{"another program", func(d daemon, call header) {
			foreign := replyTo(call)
			foreign.program = qemuProgram
			d.send(foreign, text("x"))
			good(d, call)
		}, ""},
		{"another version", func(d daemon, call header) {
			foreign := replyTo(call)
			foreign.version = 7
			d.send(foreign, text("x"))
			good(d, call)
		}, ""},
		{"descriptors", func(d daemon, call header) {
			foreign := call
			foreign.kind = 5
			d.send(foreign, text("x"))
			good(d, call)
		}, ""},
		{"a stream on a call without one", func(d daemon, call header) {
			d.send(streamOf(call, statusContinue), []byte("content"))
			good(d, call)
			d.send(streamOf(call, statusContinue), []byte("content"))
		}, ""},
		{"an unknown status", func(d daemon, call header) {
			odd := replyTo(call)
			odd.status = 77
			d.send(odd, text("x"))
		}, "status 77"},
		{"a reply that goes on", func(d daemon, call header) {
			odd := replyTo(call)
			odd.status = statusContinue
			d.send(odd, text("x"))
		}, "status 2"},
		{"an empty body", func(d daemon, call header) { d.reply(call, nil) }, "a length"},
		{"a huge string", func(d daemon, call header) { d.reply(call, words(math.MaxInt32)) }, "2147483648 bytes"},
		{"a negative string", func(d daemon, call header) { d.reply(call, words(math.MaxUint32, 0)) }, "4294967296 bytes"},
		{"bytes after the string", func(d daemon, call header) { d.reply(call, append(text("x"), 0, 0, 0, 0)) }, "too many"},
		{"a packet without a header", func(d daemon, _ header) { _, _ = d.Write(words(4, 0, 0, 0, 0, 0, 0)) }, "a packet of 4 bytes"},
		{"a packet of no bytes", func(d daemon, _ header) { _, _ = d.Write(make([]byte, headerBytes)) }, "a packet of 0 bytes"},
		{"a packet of 4 GiB", func(d daemon, _ header) { _, _ = d.Write(words(math.MaxUint32, 0, 0, 0, 0, 0, 0)) }, "a packet of 4294967295 bytes"},
		{"a packet of 16 MiB", func(d daemon, call header) {
			head := replyTo(call).packet(nil)
			head[0] = 1
			_, _ = d.Write(head)
		}, "allowed are 8388608"},
		{"an error without end", func(d daemon, call header) {
			odd := replyTo(call)
			odd.status = statusError
			d.send(odd, words(1, 10, 1, math.MaxInt32))
		}, "an error with"},
		{"silence", func(daemon, header) {}, "did not get on with DomainGetXMLDesc within 300ms"},
		{"half a packet", func(d daemon, call header) {
			_, _ = d.Write(replyTo(call).packet(text("<domain/>"))[:30])
		}, "did not get on with DomainGetXMLDesc"},
		{"one byte at a time", func(d daemon, call header) {
			for _, one := range replyTo(call).packet(text("<domain/>")) {
				if _, err := d.Write([]byte{one}); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}, "did not get on with DomainGetXMLDesc"},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t) })
	}
}

func (h hostile) run(t *testing.T) {
	s := newSession(t, testLimits)
	go func() {
		if call, err := s.daemon.call(); err == nil {
			h.answer(s.daemon, call)
		}
		// A second call shows that the client still works.
		if call, err := s.daemon.call(); err == nil {
			good(s.daemon, call)
		}
	}()
	within(t, 3*time.Second, func() {
		definition, err := s.DomainGetXMLDesc(libvirt.Domain{}, 0)
		if h.breach == "" {
			if err != nil || definition != "<domain/>" {
				t.Errorf("%q, %v", definition, err)
			}
			_, err = s.DomainGetXMLDesc(libvirt.Domain{}, 0)
		}
		if (err == nil) != (h.breach == "") {
			t.Error(err)
		}
		if cause := s.conn.Cause(); h.breach != "" && (cause == nil || !strings.Contains(cause.Error(), h.breach)) {
			t.Errorf("the cause is %v", cause)
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	for name, answer := range map[string]func(daemon, header){
		"streams of calls never made": func(d daemon, call header) {
			for serial := uint32(1000); ; serial++ {
				packet := streamOf(call, statusContinue)
				packet.serial = serial
				if !d.send(packet, make([]byte, 1<<20)) {
					return
				}
			}
		},
		"events": func(d daemon, call header) {
			for call.kind = 2; d.send(call, make([]byte, 1<<10)); {
			}
		},
		"a list of 2147483647":      func(d daemon, call header) { d.reply(call, words(math.MaxInt32, 0)) },
		"a million entries":         func(d daemon, call header) { d.reply(call, make([]byte, 24<<20)) },
		"a name of 2 GiB":           func(d daemon, call header) { d.reply(call, words(1, math.MaxInt32, 0)) },
		"a length without a packet": func(d daemon, call header) { _, _ = d.Write(replyTo(call).packet(make([]byte, 7<<20))[:headerBytes]) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, testLimits)
			go func() {
				if call, err := s.daemon.call(); err == nil {
					answer(s.daemon, call)
				}
			}()
			grown := grownBy(func() {
				within(t, 10*time.Second, func() {
					if _, _, err := s.ConnectListAllDomains(1, 0); err == nil {
						t.Error("it was taken for an answer")
					}
				})
			})
			if grown > 64<<20 {
				t.Errorf("%d MiB were reserved", grown>>20)
			}
		})
	}
}

func TestAnErrorIsPlainText(t *testing.T) {
	for name, test := range map[string]struct {
		body    []byte
		code    libvirt.ErrorNumber
		message string
	}{
		"control characters": {failure(42, "no\x1b[2J such\u202e\r\n  VM\u2028\x00"), libvirt.ErrNoDomain, "no [2J such VM"},
		"success":            {failure(0, "fine"), libvirt.ErrInternalError, "fine"},
		"megabytes":          {failure(1, strings.Repeat("x", 1<<20)), libvirt.ErrInternalError, plaintext.Ends(strings.Repeat("x", 1<<20), messageBytes)},
		"no message":         {words(38, 10, 0, 2, 0, 0, 0, 0, 0, 0, 0), libvirt.ErrSystemError, "(libvirt gave no message)"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, testLimits)
			go func() {
				call, _ := s.daemon.call()
				packet := replyTo(call)
				packet.status = statusError
				s.daemon.send(packet, test.body)
			}()
			_, _, err := s.ConnectListAllDomains(1, 0)
			var answer libvirt.Error
			if !errors.As(err, &answer) || answer.Code != uint32(test.code) || answer.Message != test.message {
				t.Errorf("%#v", err)
			}
		})
	}
}

func TestACallIsNotAnsweredBeforeItIsSent(t *testing.T) {
	s := newSession(t, testLimits)
	go func() {
		head := make([]byte, headerBytes)
		_, _ = s.daemon.Read(head)
		// The client is still writing, and fails.
		s.daemon.reply(parseHeader(head), text("<domain/>"))
		_ = s.daemon.Close()
	}()
	within(t, 3*time.Second, func() {
		if _, err := s.DomainDefineXMLFlags(strings.Repeat("x", 1<<20), 0); err == nil {
			t.Error("the call succeeded")
		}
	})
}

func TestADaemonThatDoesNotReadIsGivenUp(t *testing.T) {
	s := newSession(t, testLimits)
	within(t, 3*time.Second, func() {
		if _, err := s.DomainDefineXMLFlags(strings.Repeat("x", 1<<20), 0); err == nil {
			t.Error("the call succeeded")
		}
	})
}

func TestAnInterruptLeavesLittleTime(t *testing.T) {
	limits := testLimits
	limits.Change = time.Hour
	s := newSession(t, limits)
	go func() {
		_, _ = s.daemon.call()
		s.conn.Interrupt()
	}()
	within(t, 3*time.Second, func() {
		if _, err := s.DomainDefineXMLFlags("x", 0); err == nil {
			t.Error("the call succeeded")
		}
	})
	var cause *TimeoutError
	if !errors.As(s.conn.Cause(), &cause) || !cause.Interrupted {
		t.Error(s.conn.Cause())
	}
}

func TestACallWithoutACheckedReplyIsNotSent(t *testing.T) {
	s := newSession(t, testLimits)
	if _, err := s.ConnectGetHostname(); err == nil || !strings.Contains(err.Error(), "no reply that can be checked") {
		t.Error(err)
	}
}
