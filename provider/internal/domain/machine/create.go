package machine

import (
	"context"
	"fmt"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
)

// Create defines and starts the VM, or completes one of ours that an
// interrupted create left. It returns the plan with the UUID.
func Create(ctx context.Context, client *libvirt.Libvirt, plan model.Domain) (model.Domain, error) {
	m, err := findByName(client, *plan.Name)
	if err != nil {
		return plan, err
	}
	if m == nil {
		m, err = defineNew(client, plan)
	} else {
		err = m.takeOver(ctx, plan)
	}
	if err != nil {
		return plan, err
	}
	if err := m.setAutostart(plan.Autostart); err != nil {
		return plan, err
	}
	if err := m.setRunning(ctx, plan.Running, updateTimeout(plan)); err != nil {
		return plan, fmt.Errorf("the VM was defined but cannot be started: %w; correct that and run the same command again, which takes up what is there", err)
	}
	plan.UUID = types.StringValue(formatUUID(m.domain.UUID))
	return plan, nil
}

func defineNew(client *libvirt.Libvirt, plan model.Domain) (*Machine, error) {
	uuid := newUUID()
	definition := domainxml.New(formatUUID(uuid))
	if err := definition.Apply(plan, nil); err != nil {
		return nil, err
	}
	text, err := definition.XML()
	if err != nil {
		return nil, err
	}
	m := &Machine{libvirt: client}
	if err := m.define(text); err != nil {
		return nil, err
	}
	if m.domain.UUID != uuid {
		return nil, wrongAnswerError("the definition of the UUID "+formatUUID(uuid), "the UUID "+formatUUID(m.domain.UUID))
	}
	return m, nil
}

// takeOver applies the plan to a VM that carries our tag; any other stays untouched.
func (m *Machine) takeOver(ctx context.Context, plan model.Domain) error {
	defined, _, err := m.definition()
	if err != nil {
		return err
	}
	if !defined.IsTagged() {
		return fmt.Errorf("the host already has a VM of this name (UUID %s) that was not made from here: it does not carry the tag of its own UUID; nothing was changed. Rename it (virsh domrename), or, if it is to be managed from here, run: terraform import <address> %s", formatUUID(m.domain.UUID), *plan.Name)
	}
	if claimed, ours := defined.Deployment(), plan.Metadata.Deployment(); claimed != "" && ours != "" && claimed != ours {
		return fmt.Errorf("the host already has a VM of this name (UUID %s) that was made by another deployment, %.40q; this one is %s (hosts.lock.json); nothing was changed. Change kvm.prefix.string or kvm.host.name.interval, or, if it is to be managed from here, run: terraform import <address> %s", formatUUID(m.domain.UUID), claimed, ours, *plan.Name)
	}
	return m.apply(ctx, plan, defined.TaggedModel())
}
