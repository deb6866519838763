package lifecycle

// TakeOver is how what a host has under an id comes to be managed from here: with
// quantum-kvm no state is edited by hand where it can be helped.
func TakeOver(id string) string {
	return `run "quantum-kvm adopt"; without quantum-kvm, run: terraform import <address> ` + id
}

// TakeOverInstead is [TakeOver] in the place of what the state has.
func TakeOverInstead(id string) string {
	return `run "quantum-kvm adopt"; without quantum-kvm, run: terraform state rm <address>, then terraform import <address> ` + id
}
