package condition

import (
	"errors"
	"strings"
	"testing"
)

const base, overlayFile = "/images/vm1.qcow2", "/images/vm1.s1"

func wantedBase() map[string]Wanted {
	return map[string]Wanted{"vda": {Path: base, InFile: true}}
}

func expect(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("it is no error")
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q is not in: %s", word, err)
		}
	}
}

func TestAnOverlayIsRefusedWithTheCommandThatCommitsIt(t *testing.T) {
	c := Condition{Power: Power{Running, 1}, Disks: []Disk{{"vda", overlayFile, []string{base}}}, Snapshots: []string{"s1"}}
	expect(t, c.MovedDisks("vm1", wantedBase()), "an overlay over vm1.qcow2",
		"On the host: virsh blockcommit vm1 vda --active --pivot --wait && virsh snapshot-delete vm1 s1 --metadata;")
}

func TestAnOverlayOfAVMThatIsOffIsCommittedByAProcessThatDoesNotRun(t *testing.T) {
	c := Condition{Power: Power{Shutoff, 2}, Disks: []Disk{{"vda", "/tmp/x", []string{overlayFile, base}}}}
	expect(t, c.MovedDisks("vm1", wantedBase()),
		"virsh start --paused vm1 && virsh blockcommit vm1 vda --active --pivot --wait && virsh destroy vm1;", "/tmp/x, /images/vm1.s1")
	c.Saved = true
	expect(t, c.MovedDisks("vm1", wantedBase()), "virsh start vm1 && virsh blockcommit")
}

func TestAnOverlayOfAnythingIsRefused(t *testing.T) {
	overlays := Condition{Power: Power{Running, 1}, Disks: []Disk{{"vda", overlayFile, []string{base}}}}
	expect(t, overlays.Overlays("vm1"), "virsh blockcommit")
	expect(t, overlays.MovedDisks("vm1", map[string]Wanted{"vda": {}}), "virsh blockcommit")
	device := Condition{Power: Power{Running, 1}, Disks: []Disk{{"vdb", "/images/data", []string{"/dev/disk/by-id/a"}}}}
	expect(t, device.MovedDisks("vm1", map[string]Wanted{"vdb": {Path: "/dev/disk/by-id/a"}}), "virsh blockcommit vm1 vdb --active")
}

func TestACommitStopsAtOurVolume(t *testing.T) {
	c := Condition{Power: Power{Running, 1}, Disks: []Disk{{"vda", overlayFile, []string{base, "/images/golden"}}}}
	expect(t, c.MovedDisks("vm1", wantedBase()), "virsh blockcommit vm1 vda --base /images/vm1.qcow2 --active --pivot --wait")
}

func TestAnotherFileIsRefused(t *testing.T) {
	c := Condition{Power: Power{Running, 1}, Disks: []Disk{{Target: "vda", Path: "/images/copy"}}}
	expect(t, c.MovedDisks("vm1", wantedBase()), "is /images/copy and not /images/vm1.qcow2")
}

func TestWhatIsConfiguredIsNotMoved(t *testing.T) {
	c := Condition{Disks: []Disk{{"vda", "/images//vm1.qcow2", []string{}}, {Target: "vdb", Path: "/dev/a"}, {Target: "vdc", Path: "/dev/c"}}}
	wanted := wantedBase()
	wanted["vdb"] = Wanted{Path: "/dev/b"}
	if err := c.MovedDisks("vm1", wanted); err != nil {
		t.Error(err)
	}
}

func TestNamesOfTheHostAreNoCommands(t *testing.T) {
	c := Condition{Power: Power{Running, 1}, Disks: []Disk{{"vda", overlayFile, []string{base}}}, Snapshots: []string{"a; reboot"}}
	expect(t, c.Overlays("vm1"), `"a; reboot"`)
}

func TestAGuestIsWhatARestartWouldEnd(t *testing.T) {
	for _, c := range []Condition{{Power: Power{Running, 1}}, {Power: Power{Paused, 1}}, {Power: Power{PMSuspended, 0}}, {Power: Power{Shutoff, 5}, Saved: true}, {Power: Power{Crashed, 1}, Kept: true}} {
		if !c.HasGuest() {
			t.Errorf("%s has none", c)
		}
	}
	for _, c := range []Condition{{Power: Power{Shutoff, 1}}, {Power: Power{Crashed, 1}}} {
		if c.HasGuest() {
			t.Errorf("%s has one", c)
		}
	}
}

func TestWhatMakesTheVMRun(t *testing.T) {
	for expected, c := range map[Start]Condition{
		{"", "running"}:                       {Power: Power{Running, 1}},
		{Boot, "off: power cut"}:              {Power: Power{Shutoff, 2}},
		{Boot, "crashed: its guest panicked"}: {Power: Power{Crashed, 1}},
		{Resume, "paused: I/O error"}:         {Power: Power{Paused, 5}},
		{WakeUp, "suspended by its guest"}:    {Power: Power{PMSuspended, 0}},
		{Restore, "off: its memory is saved"}: {Power: Power{Shutoff, 5}, Saved: true},
	} {
		if seen := c.Start(); seen != expected {
			t.Errorf("%+v instead of %+v", seen, expected)
		}
	}
}

func TestAJobIsNamedWithItsCure(t *testing.T) {
	expect(t, Condition{Jobs: []string{"backup of vda"}}.JobError("vm1"), "backup of vda", "virsh domjobabort vm1")
	if (Condition{}).JobError("vm1") != nil {
		t.Error("there is none")
	}
}

func TestAGuestThatLibvirtPausedIsLeftToIt(t *testing.T) {
	dumped := Condition{Power: Power{Paused, 4}, Jobs: []string{"dump"}}
	expect(t, dumped.PassingError("vm1"), "paused: being dumped", "virsh domjobabort vm1")
	for _, c := range []Condition{{Power: Power{Paused, 1}}, {Power: Power{Paused, 5}}, {Power: Power{Running, 1}}} {
		if err := c.PassingError("vm1"); err != nil {
			t.Error(err)
		}
	}
}

func TestAPauseThatNothingEndsAnyMoreNamesAnotherCure(t *testing.T) {
	expect(t, Condition{Power: Power{Paused, 3}}.PassingError("vm1"), "paused: being saved", "virsh resume vm1")
	for _, reason := range []int32{2, 12, 13} {
		expect(t, Condition{Power: Power{Paused, reason}}.PassingError("vm1"), "does not run on the host that it was to be migrated to", "virsh resume vm1")
	}
}

func TestAGuestThatGoesOnElsewhereIsNotStarted(t *testing.T) {
	migrated, saved := Condition{Power: Power{Shutoff, 4}}, Condition{Power: Power{Shutoff, 5}}
	expect(t, migrated.ElsewhereError("vm1"), "migrated", "virsh migrate", "virsh start vm1")
	expect(t, saved.ElsewhereError("vm1"), "virsh restore", "virsh start vm1")
	expect(t, migrated.MigratedError("vm1"), "virsh undefine vm1")
	for _, c := range []Condition{{Power: Power{Shutoff, 1}}, {Power: Power{Shutoff, 5}, Saved: true}, {Power: Power{Running, 1}}, {Power: Power{Paused, 5}}} {
		if err := errors.Join(c.ElsewhereError("vm1"), c.MigratedError("vm1")); err != nil {
			t.Error(err)
		}
	}
	if err := saved.MigratedError("vm1"); err != nil {
		t.Error(err)
	}
}

func TestASavedMemoryThatCannotBeReadIsNotResumed(t *testing.T) {
	expect(t, Condition{Power: Power{Shutoff, 5}, Saved: true, Unreadable: true}.UnreadableError("vm1"), "virsh managedsave-remove vm1")
	if err := (Condition{Power: Power{Shutoff, 5}, Saved: true}).UnreadableError("vm1"); err != nil {
		t.Error(err)
	}
}

func TestTheDiskOfASavedGuestIsPutBackInItsSavedMemory(t *testing.T) {
	c := Condition{Power: Power{Shutoff, 5}, Saved: true, Disks: []Disk{{Target: "vda", Path: "/images/copy"}}}
	expect(t, c.MovedDisks("vm1", wantedBase()), "virsh managedsave-edit vm1")
}

func TestACrashedGuestThatWasKeptIsNotStarted(t *testing.T) {
	expect(t, Condition{Power: Power{Crashed, 1}, Kept: true}.CrashError("vm1"), "virsh destroy vm1")
	expect(t, Condition{Power: Power{Paused, 10}}.CrashError("vm1"), "virsh dump vm1")
	for _, c := range []Condition{{Power: Power{Crashed, 1}}, {Power: Power{Running, 1}}} {
		if err := c.CrashError("vm1"); err != nil {
			t.Error(err)
		}
	}
}
