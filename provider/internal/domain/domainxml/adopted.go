package domainxml

import (
	"quantum-kvm/provider/internal/domain/model"
	"quantum-kvm/provider/internal/xmlbind"
)

// IsAdopted reports whether a running guest was started by others: its
// definition got our tag only later. How its devices are driven may differ from
// the configuration until its next start. A nil definition is not adopted.
func (d *Definition) IsAdopted() bool {
	return d != nil && !d.IsTagged()
}

// withDeferred is what an adopted guest has, except that what may wait for its
// next start is as configured.
func withDeferred(live, configured model.Domain) model.Domain {
	live.CPU, live.IOThreads, live.Clock, live.Features = configured.CPU, configured.IOThreads, configured.Clock, configured.Features
	if live.Devices == nil || configured.Devices == nil {
		return live
	}
	devices := *configured.Devices
	devices.Disks = deferDevices(live.Devices.Disks, devices.Disks, model.Disk.IsDrive, model.Disk.HasSameSource)
	devices.Interfaces = deferDevices(live.Devices.Interfaces, devices.Interfaces, never[model.NIC], always[model.NIC])
	live.Devices = &devices
	return live
}

// deferDevices returns the live devices, as they are configured where that is
// the same device. Optional ones are as configured.
func deferDevices[T xmlbind.Keyed](live, configured []T, isOptional func(T) bool, isSame func(T, T) bool) []T {
	configuredByKey := xmlbind.ByKey(configured)
	var result []T
	for _, device := range live {
		counterpart, found := configuredByKey[device.Key()]
		switch {
		case found && isSame(device, counterpart):
			result = append(result, counterpart)
		case found || !isOptional(device):
			result = append(result, device)
		}
	}
	present := xmlbind.ByKey(result)
	for _, device := range configured {
		if _, found := present[device.Key()]; !found && isOptional(device) {
			result = append(result, device)
		}
	}
	return result
}

func never[T any](T) bool { return false }

func always[T any](T, T) bool { return true }
