package domain

import "github.com/digitalocean/go-libvirt"

// Names and types are those of virDomainSetSchedulerParametersFlags.
const (
	periodParameter = "vcpu_period"
	quotaParameter  = "vcpu_quota"
	// defaultPeriod and unlimited are what a guest without cpu_tune has.
	defaultPeriod = 100000
	unlimited     = -1
)

// setCPUTune takes effect at once.
func (m *machine) setCPUTune(wanted *cpuTune) error {
	tune := pointed(wanted, cpuTune{})
	parameters := []libvirt.TypedParam{
		{Field: periodParameter, Value: *libvirt.NewTypedParamValueUllong(uint64(pointed(tune.Period, defaultPeriod)))},
		{Field: quotaParameter, Value: *libvirt.NewTypedParamValueLlong(pointed(tune.Quota, unlimited))},
	}
	return m.libvirt.DomainSetSchedulerParametersFlags(m.domain, parameters, uint32(libvirt.DomainAffectLive))
}
