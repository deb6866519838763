package lifecycle

import "os"

// CutPowerVariable is the environment variable that permits a restart to cut the
// power of a guest that does not shut down in time.
const CutPowerVariable = "QUANTUM_KVM_CUT_POWER"

// MayCutPower reports whether somebody asked for it: quantum-kvm sets it for
// "deploy --cut-power".
func MayCutPower() bool {
	return os.Getenv(CutPowerVariable) == "yes"
}
