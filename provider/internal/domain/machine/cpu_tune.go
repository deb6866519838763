package machine

import (
	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/ptr"
)

// Names and types are those of virDomainSetSchedulerParametersFlags.
const (
	periodParameter = "vcpu_period"
	quotaParameter  = "vcpu_quota"
	// defaultPeriodUs and unlimited are what a guest without cpu_tune has.
	defaultPeriodUs = 100000
	unlimited       = -1
)

// setCPUTune changes the running guest only.
func (m *Machine) setCPUTune(wanted *model.CPUTune) error {
	tune := ptr.Deref(wanted, model.CPUTune{})
	parameters := []libvirt.TypedParam{
		{Field: periodParameter, Value: *libvirt.NewTypedParamValueUllong(uint64(ptr.Deref(tune.Period, defaultPeriodUs)))},
		{Field: quotaParameter, Value: *libvirt.NewTypedParamValueLlong(ptr.Deref(tune.Quota, unlimited))},
	}
	return m.libvirt.DomainSetSchedulerParametersFlags(m.domain, parameters, uint32(libvirt.DomainAffectLive))
}
