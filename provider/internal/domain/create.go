package domain

import (
	"context"
	"fmt"

	"github.com/digitalocean/go-libvirt"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// create makes the VM, or completes one of ours that an interrupted create left.
func create(ctx context.Context, client *libvirt.Libvirt, plan model) (model, error) {
	m, err := find(client, "", *plan.Name)
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
	if err := m.power(ctx, plan.Running, updateLimit(plan)); err != nil {
		return plan, fmt.Errorf("the VM was defined but cannot be started: %w; correct that and run the same command again, which takes up what is there", err)
	}
	plan.UUID = types.StringValue(formatUUID(m.domain.UUID))
	return plan, nil
}

func defineNew(client *libvirt.Libvirt, plan model) (*machine, error) {
	fresh := newDefinition()
	if err := fresh.write(plan, nil); err != nil {
		return nil, err
	}
	text, err := fresh.text()
	if err != nil {
		return nil, err
	}
	m := &machine{libvirt: client}
	return m, m.define(text)
}

// takeOver brings a VM that carries our tag to the plan; any other stays untouched.
func (m *machine) takeOver(ctx context.Context, plan model) error {
	defined, _, err := m.definition()
	if err != nil {
		return err
	}
	if defined.tag() == nil {
		return fmt.Errorf("the host already has a VM of this name (UUID %s) that was not made from here; nothing was changed. Rename it (virsh domrename), or, if it is to be managed from here, run: terraform import <address> %s", formatUUID(m.domain.UUID), *plan.Name)
	}
	return m.bring(ctx, plan, defined.recorded())
}
