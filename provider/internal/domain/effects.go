package domain

import "github.com/digitalocean/go-libvirt"

// effect brings a changed attribute to a running guest. The definition has
// been changed already.
type effect func(m *machine, plan model) error

// effects has the attributes that a running guest takes on without a restart.
// All others need one.
var effects = map[string]effect{
	"name":      nothing,
	"uuid":      nothing,
	"autostart": nothing,
	"running":   nothing,
	"update":    nothing,
	"destroy":   nothing,
	"cpu_tune":  setCPUTune,
}

// nothing is for attributes that the guest has no part in.
func nothing(*machine, model) error {
	return nil
}

// Names and types are those of virDomainSetSchedulerParametersFlags.
const (
	periodParameter = "vcpu_period"
	quotaParameter  = "vcpu_quota"
	// defaultPeriod and unlimited are what a guest without cpu_tune has.
	defaultPeriod = 100000
	unlimited     = -1
)

// setCPUTune takes effect at once.
func setCPUTune(m *machine, plan model) error {
	tune := pointed(plan.CPUTune, cpuTune{})
	parameters := []libvirt.TypedParam{
		{Field: periodParameter, Value: *libvirt.NewTypedParamValueUllong(uint64(pointed(tune.Period, defaultPeriod)))},
		{Field: quotaParameter, Value: *libvirt.NewTypedParamValueLlong(pointed(tune.Quota, unlimited))},
	}
	return m.libvirt.DomainSetSchedulerParametersFlags(m.domain, parameters, uint32(libvirt.DomainAffectLive))
}
