package lifecycle

import "os"

// DestroyingVariable is the environment variable that tells that the plan is one of a
// destruction, which a provider does not learn from Terraform.
const DestroyingVariable = "QUANTUM_KVM_DESTROY"

// IsDestroying reports whether what is planned of a resource that stays is only a
// step on the way to the plan of its destruction.
func IsDestroying() bool {
	return os.Getenv(DestroyingVariable) == "yes"
}
