package network

import (
	"errors"
	"fmt"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/connection"
)

// host is the networks of one libvirt.
type host struct {
	libvirt *libvirt.Libvirt
	// deployment is the one whose networks are ours; empty: all that were made from here are.
	deployment string
}

// found is a network of the host.
type found struct {
	model
	network libvirt.Network
	active  bool
	// ours is whether it was made from here, by this deployment.
	ours bool
}

// find returns nil when the host has no network of the name.
func (h host) find(name string) (*found, error) {
	network, err := h.libvirt.NetworkLookupByName(name)
	if connection.Is(err, libvirt.ErrNoNetwork) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	active, err := h.libvirt.NetworkIsActive(network)
	if err != nil {
		return nil, err
	}
	state, mark, err := h.describe(network, name)
	return &found{model: state, network: network, active: active == 1, ours: mark.isOf(h.deployment)}, err
}

// findKnown is [host.find] for a network of the state. One that has only its name
// is somebody else's, and an error. A network whose making failed is in the state
// without a UUID; it is known by our tag, and without that was never made.
func (h host) findKnown(state model) (*found, error) {
	existing, err := h.find(state.Name.ValueString())
	if err != nil || existing == nil {
		return nil, err
	}
	if state.UUID.ValueString() == "" {
		if existing.ours {
			return existing, nil
		}
		return nil, nil
	}
	if known := state.UUID.ValueString(); known != existing.UUID.ValueString() {
		return nil, fmt.Errorf("the network with the UUID %s is gone, and the host has another one of its name (UUID %s), which was not made from here; nothing was changed. Remove that one (virsh net-destroy %[3]s; virsh net-undefine %[3]s), and it is made anew: guests keep their place on the bridge", known, existing.UUID.ValueString(), state.Name.ValueString())
	}
	return existing, nil
}

// describe reads the network's definition, which must be that of the name.
func (h host) describe(network libvirt.Network, name string) (model, tag, error) {
	definition, err := h.libvirt.NetworkGetXMLDesc(network, 0)
	if err != nil {
		return model{}, tag{}, err
	}
	state, mark, err := fromXML(definition)
	if err != nil {
		return model{}, tag{}, err
	}
	uuid := fmt.Sprintf("%x-%x-%x-%x-%x", network.UUID[0:4], network.UUID[4:6], network.UUID[6:8], network.UUID[8:10], network.UUID[10:16])
	if network.Name != name || state.Name.ValueString() != name || state.UUID.ValueString() != uuid {
		return model{}, tag{}, fmt.Errorf("libvirt was asked for the network %s (%s) and answered with %q and the definition of %q (%s); nothing was changed. Find out what answers on this host before anything else is done on it", name, uuid, network.Name, state.Name.ValueString(), state.UUID.ValueString())
	}
	autostart, err := h.libvirt.NetworkGetAutostart(network)
	state.Autostart = types.BoolValue(autostart == 1)
	return state, mark, err
}

// importable is the network to import; one that does not run is an error.
func (h host) importable(name string) (model, error) {
	existing, err := h.find(name)
	if err != nil {
		return model{}, err
	}
	if existing == nil {
		return model{}, errors.New("the host has no network of this name; virsh net-list --all names those it has")
	}
	if !existing.active {
		return model{}, fmt.Errorf("the network is not running; start it with: virsh net-start %s", name)
	}
	return existing.model, nil
}

// made is what a create has come to.
type made struct {
	model
	// ours is whether it was made from here, now or before.
	ours bool
}

// create defines and starts the network, or completes one that was made from here.
// Another one of the same name over the same bridge is used as it is, and not ours.
// When it fails, what was made is removed again; if that fails too, it is returned
// with the error.
func (h host) create(wanted model) (*made, error) {
	existing, err := h.find(wanted.Name.ValueString())
	if err != nil {
		return nil, err
	}
	if existing != nil && !existing.sameBridge(wanted) {
		return nil, conflictError(existing.model, wanted)
	}
	if existing != nil && !existing.ours {
		if err := existing.requireReady(wanted); err != nil {
			return nil, err
		}
		return &made{existing.model, false}, nil
	}
	state, failed := h.complete(existing, wanted)
	if failed == nil {
		return &made{state, true}, nil
	}
	if existing != nil && existing.active {
		return nil, failed
	}
	if err := h.removeMade(wanted); err != nil {
		wanted.UUID = types.StringNull()
		return &made{wanted, true}, fmt.Errorf("%w; what was made of it may still be on the host, as it could not be removed either (%w). The state has it, so that the next run removes it", failed, err)
	}
	return nil, failed
}

// complete makes what is missing of a network of ours.
func (h host) complete(existing *found, wanted model) (model, error) {
	network, err := h.define(existing, wanted)
	if err != nil {
		return model{}, err
	}
	if existing == nil || !existing.active {
		if err := h.libvirt.NetworkCreate(network); err != nil {
			return model{}, fmt.Errorf("the network cannot be started: %w; its definition was not kept. Correct that and run the same command again", err)
		}
	}
	if err := h.libvirt.NetworkSetAutostart(network, number(wanted.Autostart)); err != nil {
		return model{}, err
	}
	state, _, err := h.describe(network, wanted.Name.ValueString())
	return state, err
}

// removeMade removes the network that was made from here under the name, if there is one.
func (h host) removeMade(wanted model) error {
	wanted.UUID = types.StringNull()
	return h.delete(wanted)
}

// start lets the network of the state run, and start with libvirt if that is wanted.
func (h host) start(existing *found, wanted model) error {
	if !existing.active {
		if err := h.libvirt.NetworkCreate(existing.network); err != nil {
			return err
		}
	}
	return h.libvirt.NetworkSetAutostart(existing.network, number(wanted.Autostart))
}

// requireReady returns an error if somebody else's network would have to be changed.
func (f *found) requireReady(wanted model) error {
	name := wanted.Name.ValueString()
	if !f.active {
		return fmt.Errorf("the host already has a network %s, which was not made by this deployment and does not run; nothing was changed. Start it (virsh net-start %[1]s) or remove it (virsh net-undefine %[1]s)", name)
	}
	if !f.Autostart.Equal(wanted.Autostart) {
		return fmt.Errorf("the host already has a network %s, which was not made by this deployment and has autostart %t instead of %t; nothing was changed. Change that (virsh net-autostart), or remove the network (virsh net-destroy %[1]s; virsh net-undefine %[1]s)", name, f.Autostart.ValueBool(), wanted.Autostart.ValueBool())
	}
	return nil
}

// define leaves an existing definition alone, unless the network is transient
// and would be gone with the next start of libvirt.
func (h host) define(existing *found, wanted model) (libvirt.Network, error) {
	if existing == nil {
		return h.defineNew(wanted)
	}
	persistent, err := h.libvirt.NetworkIsPersistent(existing.network)
	if err != nil || persistent == 1 {
		return existing.network, err
	}
	definition, err := h.libvirt.NetworkGetXMLDesc(existing.network, 0)
	if err != nil {
		return existing.network, err
	}
	return h.libvirt.NetworkDefineXML(definition)
}

func (h host) defineNew(wanted model) (libvirt.Network, error) {
	definition, err := wanted.toXML(h.deployment)
	if err != nil {
		return libvirt.Network{}, err
	}
	return h.libvirt.NetworkDefineXML(definition)
}

// delete stops and undefines the network of the state, if it is there.
func (h host) delete(state model) error {
	existing, err := h.findKnown(state)
	if err != nil || existing == nil {
		return err
	}
	if existing.active {
		if err := h.libvirt.NetworkDestroy(existing.network); err != nil && !isGone(err) {
			return err
		}
	}
	if err := h.libvirt.NetworkUndefine(existing.network); err != nil && !isGone(err) {
		return err
	}
	return nil
}

// isGone is also true for a transient network, which ends with its destruction.
func isGone(err error) bool {
	return connection.Is(err, libvirt.ErrNoNetwork, libvirt.ErrOperationInvalid)
}

func conflictError(existing, wanted model) error {
	return fmt.Errorf("the host already has a network %s, with forward mode %q over bridge %q instead of %q over %q; nothing was changed. Remove it (virsh net-destroy %[1]s; virsh net-undefine %[1]s), or change the configuration to match: then it is used as it is",
		existing.Name.ValueString(), existing.Forward.Mode.ValueString(), existing.Bridge.Name.ValueString(),
		wanted.Forward.Mode.ValueString(), wanted.Bridge.Name.ValueString())
}

func number(value types.Bool) int32 {
	if value.ValueBool() {
		return 1
	}
	return 0
}
