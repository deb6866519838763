//go:build acceptance

package acceptance

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/libvirturi"
)

// TestDownloadsArriveWhole has a busy libvirt, which now and then sends the
// first content of a download before the reply to the call.
func TestDownloadsArriveWhole(t *testing.T) {
	t.Parallel()
	clean(t)
	t.Cleanup(func() { clean(t) })
	content := bytes.Repeat([]byte("x"), 1<<20)
	made := makeVolume(t, namesOf(t).Medium, "raw", uint64(len(content)))
	check(t, host.StorageVolUpload(made, bytes.NewReader(content), 0, uint64(len(content)), 0))

	const workers, rounds = 4, 50
	results := make(chan error, workers)
	for range workers {
		go func() { results <- downloadOften(made, content, rounds) }()
	}
	limit := time.After(3 * time.Minute)
	for range workers {
		select {
		case err := <-results:
			check(t, err)
		case <-limit:
			t.Fatal("a download does not end")
		}
	}
}

// downloadOften makes two downloads at a time. On one connection for all rounds
// early content is several times as frequent as on a new one for each.
func downloadOften(volume libvirt.StorageVol, content []byte, rounds int) error {
	target, err := libvirturi.Parse(os.Getenv(uriVariable))
	if err != nil {
		return err
	}
	client, err := connection.New(context.Background(), target).Open(context.Background())
	if err != nil {
		return err
	}
	for round := range rounds {
		results := make(chan error, 2)
		for range cap(results) {
			go func() { results <- downloadOnce(client, volume, content) }()
		}
		for range cap(results) {
			if err := <-results; err != nil {
				return fmt.Errorf("round %d: %w", round, err)
			}
		}
	}
	return client.ConnectClose()
}

func downloadOnce(client *libvirt.Libvirt, volume libvirt.StorageVol, content []byte) error {
	storage, err := client.StoragePoolLookupByName(poolName)
	if err != nil {
		return err
	}
	// It refuses while another volume of the pool is in use.
	_ = client.StoragePoolRefresh(storage, 0)
	var received bytes.Buffer
	if err := client.StorageVolDownload(volume, &received, 0, uint64(len(content)), 0); err != nil {
		return err
	}
	if !bytes.Equal(received.Bytes(), content) {
		return fmt.Errorf("%d of %d bytes arrived, or others", received.Len(), len(content))
	}
	return nil
}
