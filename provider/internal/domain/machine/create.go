package machine

import (
	"context"
	"fmt"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/lifecycle"
)

// Create defines and starts the VM, or completes one of ours that an interrupted
// create left. It returns the plan with the UUID. When it fails, what it made is
// removed again; if that fails too, it is returned with the error.
func Create(ctx context.Context, client *libvirt.Libvirt, plan model.Domain) (*model.Domain, error) {
	existing, err := findByName(client, *plan.Name)
	if err != nil {
		return nil, err
	}
	if existing != nil {
		if err := existing.takeOver(ctx, plan); err != nil {
			return nil, err
		}
		plan.UUID = types.StringValue(formatUUID(existing.domain.UUID))
		return &plan, nil
	}
	uuid := newUUID()
	plan.UUID = types.StringValue(formatUUID(uuid))
	failed := createNew(ctx, client, plan, uuid)
	if failed == nil {
		return &plan, nil
	}
	if err := remove(client, uuid); err != nil {
		return &plan, fmt.Errorf("%w; what was made of it may still be on the host, as it could not be removed either (%w). The state has it, so that the next run removes it", failed, err)
	}
	return nil, failed
}

func createNew(ctx context.Context, client *libvirt.Libvirt, plan model.Domain, uuid libvirt.UUID) error {
	m, err := defineNew(client, plan, uuid)
	if err != nil {
		return err
	}
	if err := m.setAutostart(plan.Autostart); err != nil {
		return err
	}
	if err := m.setRunning(ctx, plan.Running, updateTimeout(plan)); err != nil {
		return fmt.Errorf("the VM cannot be started: %w; its definition was not kept. Correct that and run the same command again", err)
	}
	return nil
}

func defineNew(client *libvirt.Libvirt, plan model.Domain, uuid libvirt.UUID) (*Machine, error) {
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

// remove takes away the VM of a UUID that was made up here, if there is one.
func remove(client *libvirt.Libvirt, uuid libvirt.UUID) error {
	m, err := findByUUID(client, uuid)
	if err != nil || m == nil {
		return err
	}
	_, err = m.Delete(context.Background(), nil)
	return err
}

// takeOver applies the plan to a VM that carries our tag; any other stays untouched.
func (m *Machine) takeOver(ctx context.Context, plan model.Domain) error {
	defined, _, err := m.definition()
	if err != nil {
		return err
	}
	if !defined.IsTagged() {
		return fmt.Errorf("the host already has a VM of this name (UUID %s) that was not made from here: it does not carry the tag of its own UUID; nothing was changed. Rename it (virsh domrename), or, if it is to be managed from here, %s", formatUUID(m.domain.UUID), lifecycle.TakeOver(*plan.Name))
	}
	if claimed, ours := defined.Deployment(), plan.Metadata.Deployment(); claimed != "" && ours != "" && claimed != ours {
		return fmt.Errorf("the host already has a VM of this name (UUID %s) that was made by another deployment, %.40q; this one is %s (hosts.lock.json); nothing was changed. Change kvm.prefix.string or kvm.host.name.interval, or, if it is to be managed from here, %s", formatUUID(m.domain.UUID), claimed, ours, lifecycle.TakeOver(*plan.Name))
	}
	return m.apply(ctx, plan, defined.TaggedModel(), func(needed diff) error {
		for _, lost := range needed.Lost() {
			return fmt.Errorf("the host already has a VM of this name (UUID %s), which was made from here, but %s; what is on the present one would be lost to the guest, so nothing was changed. If the VM is to be managed from here again, %s", formatUUID(m.domain.UUID), lost.SourceText(), lifecycle.TakeOver(*plan.Name))
		}
		return nil
	})
}
