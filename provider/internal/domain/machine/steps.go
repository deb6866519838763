package machine

import (
	"context"
	"errors"
	"fmt"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/domain/domainxml"
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
)

// step is one reversible change of the running guest. The definition has been
// changed already.
type step struct {
	do, undo func(ctx context.Context) error
}

// runSteps carries out all of the steps, or none: when one fails, those before
// it are undone in reverse order.
func runSteps(ctx context.Context, steps []step) error {
	for i, next := range steps {
		err := next.do(ctx)
		if err == nil {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			// An interrupt ends the steps, not their undoing.
			if failed := steps[j].undo(context.WithoutCancel(ctx)); failed != nil {
				err = errors.Join(err, fmt.Errorf("and what was done before cannot be undone: %w", failed))
			}
		}
		return err
	}
	return nil
}

// steps for the running guest; defined is the new definition as libvirt keeps it.
func (m *Machine) steps(needed diff, defined *domainxml.Definition, plan model.Domain) []step {
	var steps []step
	if needed.CPUTune {
		steps = append(steps, m.cpuTuneStep(needed.current, plan))
	}
	if needed.running != nil {
		if tag := domainxml.LiveTag(needed.running, defined); tag != nil {
			steps = append(steps, m.tagStep(tag))
		}
	}
	for _, device := range needed.Devices {
		steps = append(steps, m.deviceStep(device, needed.running, defined))
	}
	if needed.VCPUs {
		// Last, because a guest may not give back a vCPU that it was given.
		steps = append(steps, m.vcpuStep(ptr.Deref(needed.current.OnlineVCPUs(), 1), ptr.Deref(plan.OnlineVCPUs(), 1)))
	}
	return steps
}

// tagStep needs no undoing: the deployment that the guest is tagged with is the
// one that it belongs to.
func (m *Machine) tagStep(tag *etree.Element) step {
	return step{
		do: func(context.Context) error {
			text, err := domainxml.ElementXML(tag)
			if err != nil {
				return err
			}
			return m.libvirt.DomainSetMetadata(m.domain, int32(libvirt.DomainMetadataElement), libvirt.OptString{text}, libvirt.OptString{"quantum"}, libvirt.OptString{model.TagNamespace}, libvirt.DomainAffectLive)
		},
		undo: func(context.Context) error { return nil },
	}
}

func (m *Machine) cpuTuneStep(current, plan model.Domain) step {
	return step{
		do:   func(context.Context) error { return m.setCPUTune(plan.CPUTune) },
		undo: func(context.Context) error { return m.setCPUTune(current.CPUTune) },
	}
}

func (m *Machine) vcpuStep(have, want int64) step {
	set := func(count int64) error {
		return m.libvirt.DomainSetVcpusFlags(m.domain, uint32(count), uint32(libvirt.DomainVCPULive))
	}
	undo := func(context.Context) error { return set(have) }
	return step{
		// libvirt adds them one by one, and may stop half way.
		do: func(ctx context.Context) error {
			if err := set(want); err != nil {
				return errors.Join(err, m.unlessVCPUs(have, undo(ctx)))
			}
			return nil
		},
		undo: undo,
	}
}

// unlessVCPUs drops the error of setting a count that the guest has nevertheless.
func (m *Machine) unlessVCPUs(want int64, failed error) error {
	if count, err := m.libvirt.DomainGetVcpusFlags(m.domain, uint32(libvirt.DomainVCPULive)); err == nil && int64(count) == want {
		return nil
	}
	return failed
}
