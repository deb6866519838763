package connection

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"quantum-kvm/provider/internal/libvirturi"
)

func open(t *testing.T, target libvirturi.Target) error {
	t.Helper()
	_, err := New(t.Context(), target).Open(t.Context())
	if err == nil {
		t.Fatal("the connection was opened")
	}
	return err
}

func TestAKnownHostIsLoggedInto(t *testing.T) {
	s := newServer(t)
	// Past the login this server forwards nothing and runs nothing.
	if err := open(t, s.target()); !strings.Contains(err.Error(), "AllowStreamLocalForwarding") {
		t.Errorf("ended in: %v", err)
	}
}

func TestAnotherHostKeyIsRefused(t *testing.T) {
	s := newServer(t)
	other, _ := newKey(t)
	s.know(t, other.PublicKey())
	err := open(t, s.target())
	var refused *HostKeyError
	if !errors.As(err, &refused) || !refused.Known {
		t.Fatalf("ended in: %v", err)
	}
	for _, word := range []string{s.target().String(), s.target().KnownHosts, ssh.FingerprintSHA256(s.hostKey.PublicKey())} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error does not name %s: %v", word, err)
		}
	}
}

func TestAnUnknownHostIsRefused(t *testing.T) {
	s := newServer(t)
	s.know(t)
	err := open(t, s.target())
	var refused *HostKeyError
	if !errors.As(err, &refused) || refused.Known {
		t.Fatalf("ended in: %v", err)
	}
}

func TestAMissingKnownHostsFileIsRefused(t *testing.T) {
	s := newServer(t)
	target := s.target()
	target.KnownHosts = filepath.Join(t.TempDir(), "absent")
	if err := open(t, target); !strings.Contains(err.Error(), "always verified") {
		t.Errorf("ended in: %v", err)
	}
}

// A host has keys of several types, of which the file may have one.
func TestOnlyTheKnownTypesOfKeysAreRequested(t *testing.T) {
	s := newServer(t)
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	key, err := ssh.NewPublicKey(&private.PublicKey)
	check(t, err)
	s.know(t, key)
	hosts, err := loadKnownHosts(s.target())
	check(t, err)
	if algorithms := hosts.algorithms(); len(algorithms) != 1 || algorithms[0] != ssh.KeyAlgoECDSA256 {
		t.Errorf("asks for %v", algorithms)
	}
}

func TestAKeyThatIsNotAuthorizedIsRefused(t *testing.T) {
	s := newServer(t)
	_, other := newKey(t)
	check(t, os.WriteFile(s.target().KeyFile, other, 0o600))
	if err := open(t, s.target()); !strings.Contains(err.Error(), "authorized_keys") {
		t.Errorf("ended in: %v", err)
	}
}

func TestUnusableKeysAreNotRepeated(t *testing.T) {
	s := newServer(t)
	_, private, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	locked, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte("pass"))
	check(t, err)
	for reason, content := range map[string][]byte{
		"passphrase":        pem.EncodeToMemory(locked),
		"not a private key": []byte("planted-Secret-7"),
	} {
		check(t, os.WriteFile(s.target().KeyFile, content, 0o600))
		err := open(t, s.target())
		if !strings.Contains(err.Error(), reason) || strings.Contains(err.Error(), "planted") {
			t.Errorf("ended in: %v", err)
		}
	}
}

func TestAKeyThatOthersHaveRightsToIsRefused(t *testing.T) {
	s := newServer(t)
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o644, 0o777} {
		check(t, os.Chmod(s.target().KeyFile, mode))
		if err := open(t, s.target()); !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("with mode %o it ended in: %v", mode, err)
		}
	}
	check(t, os.Chmod(s.target().KeyFile, 0o400))
	if err := open(t, s.target()); !strings.Contains(err.Error(), "AllowStreamLocalForwarding") {
		t.Errorf("ended in: %v", err)
	}
}

func TestAKeyOfAnotherUserIsRefused(t *testing.T) {
	for _, self := range []int{0, 1000} {
		if err := exposure(0o600, 12345, self); err == nil || !strings.Contains(err.Error(), "another user (uid 12345)") {
			t.Errorf("for %d it is %v", self, err)
		}
		for _, owner := range []int{0, self} {
			if err := exposure(0o600, owner, self); err != nil {
				t.Errorf("of %d for %d it is %v", owner, self, err)
			}
		}
	}
}

func TestOnlyTheKeyIsOffered(t *testing.T) {
	s := newServer(t)
	_, other := newKey(t)
	check(t, os.WriteFile(s.target().KeyFile, other, 0o600))
	_ = open(t, s.target())
	if s.asked.Load() {
		t.Error("a password was offered, or a question answered")
	}
}

// What the two sides lack in common is no refused key.
func TestAlgorithmsThatAreNotSharedAreNamed(t *testing.T) {
	for name, with := range map[string]func(*ssh.ServerConfig){
		ssh.InsecureKeyExchangeDH1SHA1: func(config *ssh.ServerConfig) {
			config.KeyExchanges = []string{ssh.InsecureKeyExchangeDH1SHA1}
		},
		ssh.InsecureCipherTripleDESCBC: func(config *ssh.ServerConfig) {
			config.Ciphers = []string{ssh.InsecureCipherTripleDESCBC}
		},
	} {
		s := newServer(t, with)
		err := open(t, s.target())
		for _, word := range []string{"no algorithm in common", name, "sshd_config"} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("it does not say %q: %v", word, err)
			}
		}
		if strings.Contains(err.Error(), "authorized_keys") {
			t.Errorf("it blames the key: %v", err)
		}
	}
}

func TestAHostKeyOfAnotherTypeIsAnotherHost(t *testing.T) {
	s := newServer(t)
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	key, err := ssh.NewPublicKey(&private.PublicKey)
	check(t, err)
	s.know(t, key)
	if err := open(t, s.target()); !strings.Contains(err.Error(), "another machine may be answering") {
		t.Errorf("ended in: %v", err)
	}
}

func TestWhatIsNoSSHServerIsNotALogin(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer listener.Close()
	go func() {
		if stream, err := listener.Accept(); err == nil {
			_ = stream.Close()
		}
	}()
	s := newServer(t)
	target := s.target()
	target.Port = listener.Addr().(*net.TCPAddr).Port
	err = open(t, target)
	if !strings.Contains(err.Error(), "no SSH server answered") || strings.Contains(err.Error(), "authorized_keys") {
		t.Errorf("ended in: %v", err)
	}
}

func TestAnAbsentHostIsTriedOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	s := newServer(t)
	target := s.target()
	target.Port = listener.Addr().(*net.TCPAddr).Port
	check(t, listener.Close())
	connection := New(t.Context(), target)
	_, first := connection.Open(t.Context())
	_, second := connection.Open(t.Context())
	if first == nil || !errors.Is(second, first) || !strings.Contains(first.Error(), "cannot be reached") || !strings.Contains(first.Error(), "nothing listens there") {
		t.Errorf("ended in %v, then in %v", first, second)
	}
}

// A host that takes the connection and says nothing must not be waited for for ever.
func TestASilentHostIsGivenUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer listener.Close()
	s := newServer(t)
	target := s.target()
	target.Port = listener.Addr().(*net.TCPAddr).Port
	connection := New(t.Context(), target)
	connection.timeout = 100 * time.Millisecond
	_, err = connection.Open(t.Context())
	if err == nil || !strings.Contains(err.Error(), "did not answer within 100ms") {
		t.Errorf("ended in: %v", err)
	}
}
