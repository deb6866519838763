package connection

import (
	"errors"
	"fmt"
	"net"
	"os"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"quantum-kvm/provider/internal/libvirturi"
)

// HostKeyError is a host whose key is not the known one.
type HostKeyError struct {
	Target libvirturi.Target
	// Known is false when the file has no key at all for the host.
	Known bool
	// Presented is the type and fingerprint of the key that the host presented.
	Presented string
}

func (e *HostKeyError) Error() string {
	if e.Known {
		return fmt.Sprintf("%s showed the host key %s, which is not the one in %s: another machine may be answering in its place. If the host was really set up anew, compare the fingerprint on its console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then replace the entry", e.Target, e.Presented, e.Target.KnownHosts)
	}
	return fmt.Sprintf("%s has no host key in %s, so it cannot be told from another machine; it showed %s: compare this on its console (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then add the key to the file", e.Target, e.Target.KnownHosts, e.Presented)
}

// knownHosts verifies a target against its known_hosts file.
type knownHosts struct {
	target libvirturi.Target
	check  ssh.HostKeyCallback
}

func loadKnownHosts(target libvirturi.Target) (*knownHosts, error) {
	if _, err := os.Stat(target.KnownHosts); err != nil {
		return nil, fmt.Errorf("the known hosts file %s cannot be read: %w; host keys are always verified: name the file with knownhosts= in the provider's uri", target.KnownHosts, errors.Unwrap(err))
	}
	check, err := knownhosts.New(target.KnownHosts)
	if err != nil {
		return nil, fmt.Errorf("the known hosts file %s is malformed: %w; correct the line or remove it", target.KnownHosts, err)
	}
	return &knownHosts{target: target, check: check}, nil
}

func (k *knownHosts) verify(address string, remote net.Addr, key ssh.PublicKey) error {
	err := k.check(address, remote, key)
	if err == nil {
		return nil
	}
	var mismatch *knownhosts.KeyError
	known := !errors.As(err, &mismatch) || len(mismatch.Want) > 0
	return &HostKeyError{Target: k.target, Known: known, Presented: key.Type() + " " + ssh.FingerprintSHA256(key)}
}

// algorithms are those of the keys in the file: a host with several keys must
// present one of these, or the right host would be taken for another.
func (k *knownHosts) algorithms() []string {
	var mismatch *knownhosts.KeyError
	nowhere := &net.TCPAddr{IP: net.IPv4zero}
	if !errors.As(k.check(k.target.String(), nowhere, unknownKey{}), &mismatch) {
		return nil
	}
	var algorithms []string
	for _, known := range mismatch.Want {
		algorithms = append(algorithms, signatures(known.Key.Type())...)
	}
	return algorithms
}

// signatures are the algorithms that a type of key can sign with; SHA-1 is left out.
func signatures(keyType string) []string {
	if keyType == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{keyType}
}

// unknownKey equals no key; looking it up returns the keys that are known.
type unknownKey struct{}

func (unknownKey) Type() string                        { return "unknown" }
func (unknownKey) Marshal() []byte                     { return nil }
func (unknownKey) Verify([]byte, *ssh.Signature) error { return errors.New("unknown key") }
