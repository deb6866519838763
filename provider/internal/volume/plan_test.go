package volume

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/volume/pool"
)

func disk(capacity int64, unit, formatName string) model {
	return model{
		Name: types.StringValue("vm.qcow2"), Pool: types.StringValue("default"),
		Capacity: types.Int64Value(capacity), CapacityUnit: types.StringValue(unit),
		Target: targetOf(formatName),
	}
}

func medium(url string, capacity int64) model {
	m := disk(capacity, "", "raw")
	m.CapacityUnit = types.StringNull()
	m.Create = &create{content{types.StringValue(url)}}
	return m
}

func TestWhatReplacesAVolume(t *testing.T) {
	state := disk(2, "GiB", "qcow2")
	renamed, moved := state, state
	renamed.Name, moved.Pool = types.StringValue("other"), types.StringValue("other")
	cases := map[string]struct {
		state, plan model
		expected    int
	}{
		"nothing":               {state, state, 0},
		"growing":               {state, disk(3, "GiB", "qcow2"), 0},
		"in another unit":       {state, disk(2048, "MiB", "qcow2"), 0},
		"shrinking":             {state, disk(2047, "MiB", "qcow2"), 1},
		"name":                  {state, renamed, 1},
		"pool":                  {state, moved, 1},
		"format":                {state, disk(2, "GiB", "raw"), 1},
		"iso is raw":            {disk(2, "GiB", "raw"), disk(2, "GiB", "iso"), 0},
		"url":                   {medium("a.iso", 5), medium("b.iso", 5), 1},
		"file of another size":  {medium("a.iso", 5), medium("a.iso", 6), 1},
		"adopting an imported":  {disk(5, "bytes", "raw"), medium("a.iso", 5), 0},
		"no longer an uploaded": {medium("a.iso", 5), disk(5, "bytes", "raw"), 0},
	}
	for name, c := range cases {
		if changed := replacements(c.state, c.plan); len(changed) != c.expected {
			t.Errorf("%s: replaced for %v", name, changed)
		}
	}
}

func TestAnUploadHasTheSizeOfItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.iso")
	if err := os.WriteFile(file, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{file, "file://" + file} {
		plan := medium(url, 0)
		plan.Capacity = types.Int64Unknown()
		if planned, err := planCapacity(plan, nil); err != nil || planned.Capacity.ValueInt64() != 5 {
			t.Errorf("%s has %s bytes (%v)", url, planned.Capacity, err)
		}
	}
}

func TestAnAbsentFileIsKnownLater(t *testing.T) {
	plan := medium(filepath.Join(t.TempDir(), "absent.iso"), 0)
	plan.Capacity = types.Int64Unknown()
	if planned, err := planCapacity(plan, nil); err != nil || !planned.Capacity.IsUnknown() {
		t.Errorf("planned %s (%v)", planned.Capacity, err)
	}
}

func TestRefusedUploads(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.iso")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"https://example.org/a.iso", "file://", empty, t.TempDir()} {
		if _, err := planCapacity(medium(url, 0), nil); err == nil {
			t.Errorf("%s was taken", url)
		}
	}
}

func TestAVolumeNeedsASizeOrAFile(t *testing.T) {
	plan := disk(0, "GiB", "raw")
	plan.Capacity = types.Int64Unknown()
	if _, err := planCapacity(plan, nil); err == nil {
		t.Error("a volume without a size was planned")
	}
}

func TestTheStateKeepsItsSpelling(t *testing.T) {
	state := disk(2, "GiB", "qcow2")
	same := state.refresh(pool.Description{Format: "qcow2", Capacity: 2 << 30})
	if same.Capacity != state.Capacity || same.CapacityUnit != state.CapacityUnit || same.Target != state.Target {
		t.Errorf("refreshed to %+v", same)
	}
	if grown := state.refresh(pool.Description{Format: "qcow2", Capacity: 3 << 30}); grown.Capacity.ValueInt64() != 3 {
		t.Errorf("refreshed to %+v", grown)
	}
	odd := state.refresh(pool.Description{Format: "qcow2", Capacity: 2<<30 + 512})
	if odd.Capacity.ValueInt64() != 2<<30+512 || !odd.CapacityUnit.IsNull() {
		t.Errorf("refreshed to %+v", odd)
	}
}

func TestTheContentOfARawFileIsIgnored(t *testing.T) {
	state := disk(2, "GiB", "raw")
	guessed := state.refresh(pool.Description{Format: "luks", Capacity: 1, Physical: 2 << 30})
	if guessed.format() != "raw" || guessed.Capacity != state.Capacity {
		t.Errorf("refreshed to %+v", guessed)
	}
}
