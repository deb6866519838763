package domain

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/connection"
)

// machine is a VM that the host's libvirt knows.
type machine struct {
	libvirt *libvirt.Libvirt
	domain  libvirt.Domain
}

// find looks for a VM by UUID, then by name, and returns nil when there is
// neither. An empty UUID is not looked for.
func find(client *libvirt.Libvirt, uuid, name string) (*machine, error) {
	if id, err := parseUUID(uuid); err == nil {
		domain, err := client.DomainLookupByUUID(id)
		if err == nil {
			return &machine{client, domain}, nil
		}
		if !missing(err) {
			return nil, err
		}
	}
	domain, err := client.DomainLookupByName(name)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &machine{client, domain}, nil
}

func missing(err error) bool {
	return connection.Is(err, libvirt.ErrNoDomain)
}

// definition is what the VM starts from next time, with the secrets that
// would be lost if it were defined again without them.
func (m *machine) definition() (*definition, string, error) {
	text, err := m.libvirt.DomainGetXMLDesc(m.domain, libvirt.DomainXMLInactive|libvirt.DomainXMLSecure)
	if err != nil {
		return nil, "", err
	}
	parsed, err := parse(text)
	return parsed, text, err
}

// live is what the guest runs with now; nil when it does not run.
func (m *machine) live() (*definition, error) {
	state, err := m.state()
	if err != nil || !state.isOn() {
		return nil, err
	}
	text, err := m.libvirt.DomainGetXMLDesc(m.domain, 0)
	if err != nil {
		return nil, err
	}
	return parse(text)
}

// define replaces the definition, which a running guest does not notice.
func (m *machine) define(text string) error {
	domain, err := m.libvirt.DomainDefineXMLFlags(text, libvirt.DomainDefineValidate)
	if err != nil {
		return err
	}
	m.domain = domain
	return nil
}

// seen is the VM as it stands, in the spelling of prior, and whether its guest
// is adopted.
func (m *machine) seen(prior model) (model, bool, error) {
	defined, _, err := m.definition()
	if err != nil {
		return model{}, false, err
	}
	running, err := m.live()
	if err != nil {
		return model{}, false, err
	}
	result := defined.read().seenAs(prior)
	if running != nil {
		result = whicheverDiffers(prior, result, liveModel(running, defined, prior).seenAs(prior))
	}
	result, err = m.withSwitches(result, prior)
	return result, running.isAdopted(), err
}

// liveModel reads a running guest. Taken from the definition is its CPU, which
// stands there as QEMU was told and no longer as it was configured, and the
// room for vCPUs and devices, which a guest has from its start to its end.
// wanted tells which empty drives are meant as such room.
func liveModel(running, defined *definition, wanted model) model {
	m, configured := running.read(), defined.read()
	if running.isAdopted() {
		m = m.withoutWaiting(configured)
	}
	m.CPU, m.VCPU = configured.CPU, configured.VCPU
	if m.Devices != nil && configured.Devices != nil {
		m.Devices.Controllers = configured.Devices.Controllers
		m.Devices.addEmptyDrives(configured.Devices.Disks, pointed(wanted.Devices, devices{}).Disks)
	}
	return m
}

// addEmptyDrives: a wanted drive that came since the guest started is room as
// well. Of an empty one a running guest does not tell the format.
func (d *devices) addEmptyDrives(configured, wanted []disk) {
	meant := keyed(wanted)
	for _, candidate := range configured {
		if _, isMeant := meant[candidate.Key()]; !isMeant || !candidate.isEmptyDrive() {
			continue
		}
		at := slices.IndexFunc(d.Disks, func(live disk) bool { return live.Key() == candidate.Key() })
		if at < 0 {
			d.Disks = append(d.Disks, candidate)
		} else if d.Disks[at].isEmptyDrive() {
			d.Disks[at] = candidate
		}
	}
}

// withSwitches fills in what is not part of the definition.
func (m *machine) withSwitches(result, prior model) (model, error) {
	autostart, err := m.libvirt.DomainGetAutostart(m.domain)
	if err != nil {
		return result, err
	}
	state, err := m.state()
	if err != nil {
		return result, err
	}
	if on := autostart == 1; prior.Autostart != nil {
		result.Autostart = &on
	}
	if running := state.isRunning(); prior.Running != nil {
		result.Running = &running
	}
	result.UUID = types.StringValue(formatUUID(m.domain.UUID))
	return result, nil
}

func (m *machine) setAutostart(wanted *bool) error {
	if wanted == nil {
		return nil
	}
	var value int32
	if *wanted {
		value = 1
	}
	return m.libvirt.DomainSetAutostart(m.domain, value)
}

func parseUUID(text string) (libvirt.UUID, error) {
	var uuid libvirt.UUID
	digits, err := hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	if err != nil || len(digits) != len(uuid) {
		return uuid, fmt.Errorf("%q is not a UUID", text)
	}
	copy(uuid[:], digits)
	return uuid, nil
}

func formatUUID(uuid libvirt.UUID) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", uuid[0:4], uuid[4:6], uuid[6:8], uuid[8:10], uuid[10:16])
}
