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
}

// found is a network of the host.
type found struct {
	model
	network libvirt.Network
	active  bool
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
	state, err := h.describe(network)
	return &found{model: state, network: network, active: active == 1}, err
}

func (h host) describe(network libvirt.Network) (model, error) {
	definition, err := h.libvirt.NetworkGetXMLDesc(network, 0)
	if err != nil {
		return model{}, err
	}
	state, err := fromXML(definition)
	if err != nil {
		return model{}, err
	}
	autostart, err := h.libvirt.NetworkGetAutostart(network)
	state.Autostart = types.BoolValue(autostart == 1)
	return state, err
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

// create defines and starts the network, or completes one of the same name over the same bridge.
func (h host) create(wanted model) (model, error) {
	existing, err := h.find(wanted.Name.ValueString())
	if err != nil {
		return model{}, err
	}
	if existing != nil && !existing.sameBridge(wanted) {
		return model{}, conflictError(existing.model, wanted)
	}
	network, err := h.define(existing, wanted)
	if err != nil {
		return model{}, err
	}
	if existing == nil || !existing.active {
		if err := h.libvirt.NetworkCreate(network); err != nil {
			return model{}, err
		}
	}
	if err := h.libvirt.NetworkSetAutostart(network, number(wanted.Autostart)); err != nil {
		return model{}, err
	}
	return h.describe(network)
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
	definition, err := wanted.toXML()
	if err != nil {
		return libvirt.Network{}, err
	}
	return h.libvirt.NetworkDefineXML(definition)
}

// delete stops and undefines the network, if there is one.
func (h host) delete(name string) error {
	existing, err := h.find(name)
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
	return fmt.Errorf("the host already has a network %s, with forward mode %q over bridge %q instead of %q over %q; nothing was changed. Rename or remove it (virsh net-undefine %[1]s), or, if it is to be managed from here, change the configuration to match and run: terraform import <address> %[1]s",
		existing.Name.ValueString(), existing.Forward.Mode.ValueString(), existing.Bridge.Name.ValueString(),
		wanted.Forward.Mode.ValueString(), wanted.Bridge.Name.ValueString())
}

func number(value types.Bool) int32 {
	if value.ValueBool() {
		return 1
	}
	return 0
}
