package property

import "testing"

func TestAttributesAreNamedByTheirProperties(t *testing.T) {
	cases := map[string]struct {
		attributes []string
		expected   string
	}{
		"one":             {[]string{"memory"}, "kvm.memory.size.gb"},
		"each once":       {[]string{"vcpu", "cpu_tune", "memory"}, "kvm.cpu.percentage, kvm.memory.size.gb"},
		"of no property":  {[]string{"os", "devices.videos"}, "os, devices.videos"},
		"both timeouts":   {[]string{"update", "destroy"}, ShutdownTimeout},
		"nothing, nought": {nil, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if found := Names(c.attributes); found != c.expected {
				t.Errorf("%q, expected %q", found, c.expected)
			}
		})
	}
}
