package domain

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"quantum-kvm/provider/internal/xmlbind"
)

// waiting are attributes that an adopted guest can go without until it next
// starts: how its devices are driven, not which it has.
var waiting = []string{"cpu", "io_threads", "clock", "features"}

// isAdopted: a running guest whose definition got our tag only after its start
// was started by somebody else. What does not matter to it waits for its next
// start.
func (d *definition) isAdopted() bool {
	return d != nil && d.tag() == nil
}

// withoutWaiting is what an adopted guest runs with, where what can wait is
// taken from its definition.
func (m model) withoutWaiting(configured model) model {
	m.CPU, m.IOThreads, m.Clock, m.Features = configured.CPU, configured.IOThreads, configured.Clock, configured.Features
	if m.Devices == nil || configured.Devices == nil {
		return m
	}
	live := *m.Devices
	known := *configured.Devices
	known.Disks = settled(live.Disks, known.Disks, disk.isDrive, disk.hasSameSource)
	known.Interfaces = settled(live.Interfaces, known.Interfaces, never[nic], always[nic])
	m.Devices = &known
	return m
}

// settled are the live items, as they are configured where that is the same
// thing driven in another way. Optional ones are as configured.
func settled[T xmlbind.Keyed](live, configured []T, isOptional func(T) bool, isSame func(T, T) bool) []T {
	known := keyed(configured)
	var result []T
	for _, item := range live {
		meant, found := known[item.Key()]
		switch {
		case found && isSame(item, meant):
			result = append(result, meant)
		case found || !isOptional(item):
			result = append(result, item)
		}
	}
	has := keyed(result)
	for _, item := range configured {
		if _, found := has[item.Key()]; !found && isOptional(item) {
			result = append(result, item)
		}
	}
	return result
}

func never[T any](T) bool { return false }

func always[T any](T, T) bool { return true }

func (d disk) isDrive() bool {
	return pointed(d.Device, "disk") == "cdrom"
}

// hasSameSource: the medium of a drive comes and goes.
func (d disk) hasSameSource(other disk) bool {
	return d.isDrive() && other.isDrive() || reflect.DeepEqual(d.Source, other.Source)
}

// restartFor notes what only a restart brings, or, where an adopted guest can
// go without it, room for later.
func (c *consequences) restartFor(name string, canWait bool) {
	if c.adopted && canWait {
		note(&c.later, name)
		return
	}
	note(&c.restart, name)
}

func canWait(name string) bool {
	return slices.Contains(waiting, name)
}

// adoptedKey is where Terraform's private state remembers for the plan, which
// asks no host, that the guest is adopted.
const adoptedKey = "adopted"

// privateState is what Terraform keeps beside the attributes.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

func rememberAdopted(ctx context.Context, private privateState, adopted bool) diag.Diagnostics {
	value, _ := json.Marshal(adopted)
	return private.SetKey(ctx, adoptedKey, value)
}

func wasAdopted(ctx context.Context, private privateState) bool {
	value, diagnostics := private.GetKey(ctx, adoptedKey)
	var adopted bool
	return !diagnostics.HasError() && json.Unmarshal(value, &adopted) == nil && adopted
}
