package rpc

import (
	"bytes"
	"io"
	"math"
	"net"
	"slices"
	"testing"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket/dialers"
)

// fuzzCalls are waiting when the bytes come: one of each kind.
// A client has made two calls before, and then makes these in their order.
var fuzzCalls = []header{
	{program: remoteProgram, version: programVersion, procedure: procXML, serial: 3},
	{program: remoteProgram, version: programVersion, procedure: procList, serial: 4},
	{program: remoteProgram, version: programVersion, procedure: procDownload, serial: 5},
	{program: remoteProgram, version: programVersion, procedure: procUpload, serial: 6},
	{program: remoteProgram, version: programVersion, procedure: procDefine, serial: 7},
}

func seeds(f *testing.F) {
	f.Helper()
	xml, list, download, upload := fuzzCalls[0], fuzzCalls[1], fuzzCalls[2], fuzzCalls[3]
	refusal := replyTo(xml)
	refusal.status = statusError
	for _, packets := range [][][]byte{
		{replyTo(xml).packet(text("<domain/>")), replyTo(xml).packet(text("<domain/>")), replyTo(xml).packet(text("<domain/>"))},
		{replyTo(list).packet(words(1, 4, 0x61626364, 1, 2, 3, 4, 5, 1))},
		{replyTo(list).packet(words(math.MaxInt32, 0))},
		{replyTo(upload).packet(nil), streamOf(upload, statusOK).packet(nil)},
		{replyTo(download).packet(nil), streamOf(download, statusContinue).packet([]byte("content")), streamOf(download, statusContinue).packet(nil)},
		{streamOf(download, statusContinue).packet([]byte("content")), streamOf(download, statusContinue).packet(nil), replyTo(download).packet(nil)},
		{streamOf(xml, statusContinue).packet([]byte("content"))},
		{refusal.packet(failure(42, "no such VM"))},
		{refusal.packet(failure(0, "\x00")), refusal.packet(nil)},
		{words(0, 0, 0, 0, 0, 0, 0)},
		{words(math.MaxUint32, remoteProgram, 1, procXML, typeReply, 1, 0)},
	} {
		f.Add(bytes.Join(packets, nil))
	}
}

// FuzzConn reads whatever libvirt sends: what comes through is whole packets of
// calls that wait, one reply each, and never more than was sent.
func FuzzConn(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, sent []byte) {
		received := receive(t, fuzzCalls, sent)
		// An error is given the fields that it lacks.
		if len(received) > len(sent)+len(fuzzCalls)*(headerBytes+100) {
			t.Fatalf("%d bytes became %d", len(sent), len(received))
		}
		replied, ended := map[uint32]bool{}, map[uint32]bool{}
		for len(received) > 0 {
			packet := parseHeader(received)
			body := received[headerBytes:packet.length]
			received = received[packet.length:]
			expectWanted(t, packet, body, replied, ended)
		}
	})
}

func expectWanted(t *testing.T, packet header, body []byte, replied, ended map[uint32]bool) {
	t.Helper()
	asked := func(call header) bool { return call.serial == packet.serial && call.procedure == packet.procedure }
	if !slices.ContainsFunc(fuzzCalls, asked) {
		t.Fatalf("an answer to no call: %+v", packet)
	}
	known := procedures[procedureID{packet.program, packet.procedure}]
	switch {
	case ended[packet.serial]:
		t.Fatalf("a packet after the end: %+v", packet)
	case packet.kind == typeReply && replied[packet.serial], packet.kind == typeStream && !replied[packet.serial]:
		t.Fatalf("a packet out of order: %+v", packet)
	case packet.kind == typeReply && packet.status == statusOK:
		if err := checkBody(body, known.reply); err != nil {
			t.Fatal(err)
		}
	}
	replied[packet.serial] = true
	ended[packet.serial] = packet.status == statusError || known.stream == noStream || packet.kind == typeStream && len(body) == 0
}

// FuzzClient answers real calls with whatever comes: each of them ends.
func FuzzClient(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, sent []byte) {
		client, server := net.Pipe()
		conn := New(client, testLimits)
		calls := libvirt.NewWithDialer(dialers.NewAlreadyConnected(conn))
		go func() {
			greeting, _ := daemon{server}.call()
			daemon{server}.reply(greeting, words(1, 0))
			opening, _ := daemon{server}.call()
			daemon{server}.reply(opening, nil)
			// The client is connected when it makes a call.
			_, _ = daemon{server}.call()
			go func() { _, _ = io.Copy(io.Discard, server) }()
			_, _ = server.Write(sent)
			_ = server.Close()
		}()
		within(t, 10*testLimits.Query, func() {
			if calls.ConnectToURI(libvirt.QEMUSystem) == nil {
				_, _ = calls.DomainGetXMLDesc(libvirt.Domain{}, 0)
				_, _, _ = calls.ConnectListAllDomains(1, 0)
				_ = calls.StorageVolDownload(libvirt.StorageVol{}, io.Discard, 0, 1000, 0)
			}
		})
		_ = conn.Close()
	})
}
