package lifecycle

import "os"

// ReplaceDisksVariable is the environment variable that permits a plan to give up
// disks that hold data.
const ReplaceDisksVariable = "QUANTUM_KVM_REPLACE_DISKS"

// MayReplaceDisks reports whether somebody answers for the loss of data: quantum-kvm
// does, which asks for it by name.
func MayReplaceDisks() bool {
	return os.Getenv(ReplaceDisksVariable) == "yes"
}
