package volume

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"quantum-kvm/provider/internal/lifecycle"
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
		if changed := replacements(c.state, c.plan, false); len(changed) != c.expected {
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
		if planned, err := planCapacity(plan, nil, false); err != nil || planned.Capacity.ValueInt64() != 5 {
			t.Errorf("%s has %s bytes (%v)", url, planned.Capacity, err)
		}
	}
}

func TestAnAbsentFileIsKnownLater(t *testing.T) {
	plan := medium(filepath.Join(t.TempDir(), "absent.iso"), 0)
	plan.Capacity = types.Int64Unknown()
	if planned, err := planCapacity(plan, nil, false); err != nil || !planned.Capacity.IsUnknown() {
		t.Errorf("planned %s (%v)", planned.Capacity, err)
	}
}

func TestRefusedUploads(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.iso")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"https://example.org/a.iso", "file://", empty, t.TempDir()} {
		if _, err := planCapacity(medium(url, 0), nil, false); err == nil {
			t.Errorf("%s was taken", url)
		}
	}
}

// sizedMedium is a volume that is filled from the file and has a capacity of its own.
func sizedMedium(url string, capacity int64, unit string) model {
	m := disk(capacity, unit, "raw")
	m.Create = &create{content{types.StringValue(url)}}
	return m
}

// qcow2File is as much of a qcow2 file as its header, for a disk of the size.
func qcow2File(t *testing.T, size byte) string {
	t.Helper()
	header := append([]byte("QFI\xfb\x00\x00\x00\x02"), make([]byte, 120)...)
	header[30] = size
	file := filepath.Join(t.TempDir(), "a.qcow2")
	if err := os.WriteFile(file, header, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestACapacityWithContentMustHaveRoomForIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.img")
	if err := os.WriteFile(file, make([]byte, 2048), 0o600); err != nil {
		t.Fatal(err)
	}
	inQcow2 := func(capacity int64) model {
		m := sizedMedium(qcow2File(t, 8), capacity, "bytes")
		m.Target = targetOf("qcow2")
		return m
	}
	unknown := sizedMedium(file, 0, "KiB")
	unknown.Capacity = types.Int64Unknown()
	cases := map[string]struct {
		plan    model
		refusal string
	}{
		"larger":                        {sizedMedium(file, 3, "KiB"), ""},
		"equal":                         {sizedMedium(file, 2, "KiB"), ""},
		"smaller":                       {sizedMedium(file, 1, "KiB"), "capacity is 1024 bytes, but the content of " + file + " needs 2048"},
		"not known yet":                 {unknown, ""},
		"the file is not here":          {sizedMedium(filepath.Join(t.TempDir(), "absent"), 1, "KiB"), ""},
		"qcow2, larger":                 {inQcow2(4096), ""},
		"qcow2, as its disk":            {inQcow2(2048), ""},
		"qcow2, larger than the file":   {inQcow2(1024), "needs 2048"},
		"qcow2, not a multiple":         {inQcow2(2049), "multiple of 512"},
		"qcow2 format of a file of raw": {func() model { m := sizedMedium(file, 3, "KiB"); m.Target = targetOf("qcow2"); return m }(), "target.format is qcow2, but"},
	}
	for name, c := range cases {
		planned, err := planCapacity(c.plan, nil, true)
		if c.refusal == "" && (err != nil || !planned.Capacity.Equal(c.plan.Capacity)) {
			t.Errorf("%s: planned %s (%v)", name, planned.Capacity, err)
		}
		if c.refusal != "" && (err == nil || !strings.Contains(err.Error(), c.refusal)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAQcow2UploadHasTheSizeOfItsDisk(t *testing.T) {
	plan := medium(qcow2File(t, 8), 0)
	plan.Target, plan.Capacity = targetOf("qcow2"), types.Int64Unknown()
	if planned, err := planCapacity(plan, nil, false); err != nil || planned.Capacity.ValueInt64() != 2048 {
		t.Errorf("planned %s (%v)", planned.Capacity, err)
	}
}

func TestAUnitWithoutACapacityIsRefused(t *testing.T) {
	plan := medium("a.iso", 0)
	plan.Capacity, plan.CapacityUnit = types.Int64Unknown(), types.StringValue("GiB")
	if _, err := planCapacity(plan, nil, false); err == nil || !strings.Contains(err.Error(), "capacity_unit is set without capacity") {
		t.Error(err)
	}
}

// A volume that was filled from a file and has a capacity of its own is a disk.
func TestADiskThatWasFilledFromAFileGrowsAndIsNotGivenUp(t *testing.T) {
	t.Setenv(lifecycle.ReplaceDisksVariable, "")
	state := sizedMedium("a.img", 2, "GiB")
	if changed := replacements(state, sizedMedium("a.img", 3, "GiB"), true); len(changed) != 0 {
		t.Errorf("growing replaces it for %v", changed)
	}
	for name, plan := range map[string]model{"smaller": sizedMedium("a.img", 1, "GiB"), "url": sizedMedium("b.img", 2, "GiB")} {
		if err := refuseDataLoss(state, replacements(state, plan, true), false, true); err == nil {
			t.Errorf("%s: its data are given up", name)
		}
	}
	if err := refuseDataLoss(state, nil, true, true); err == nil {
		t.Error("its data are given up for another content")
	}
	if err := refuseDataLoss(medium("a.iso", 5), nil, true, false); err != nil {
		t.Errorf("a copy is not made anew: %v", err)
	}
}

// What could not be removed after its making failed is found by a destroy, and known as incomplete.
func TestAVolumeThatWasNotCompletedStaysKnownAsThat(t *testing.T) {
	state := disk(2, "GiB", "qcow2").incomplete()
	found := state.refresh(pool.Description{Format: "qcow2", Capacity: 2 << 30, Path: "/images/vm.qcow2"})
	if !found.ID.IsNull() || found.Path.ValueString() != "/images/vm.qcow2" {
		t.Errorf("refreshed to %+v", found)
	}
}

func TestAVolumeNeedsASizeOrAFile(t *testing.T) {
	plan := disk(0, "GiB", "raw")
	plan.Capacity = types.Int64Unknown()
	if _, err := planCapacity(plan, nil, false); err == nil {
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
