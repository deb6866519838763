package machine

import (
	"fmt"

	"github.com/digitalocean/go-libvirt"

	"quantum-kvm/provider/internal/connection"
	"quantum-kvm/provider/internal/domain/condition"
	"quantum-kvm/provider/internal/domain/domainxml"
)

// blockJobs are the kinds of work on one disk (virDomainBlockJobType).
var blockJobs = map[libvirt.DomainBlockJobType]string{
	libvirt.DomainBlockJobTypePull:         "block pull",
	libvirt.DomainBlockJobTypeCopy:         "block copy",
	libvirt.DomainBlockJobTypeCommit:       "block commit",
	libvirt.DomainBlockJobTypeActiveCommit: "block commit",
	libvirt.DomainBlockJobTypeBackup:       "backup",
}

// jobs are the kinds of work on the whole VM (virDomainJobOperation).
var jobs = map[libvirt.DomainJobOperation]string{
	libvirt.DomainJobOperationStrStart:          "start",
	libvirt.DomainJobOperationStrSave:           "save",
	libvirt.DomainJobOperationStrRestore:        "restore",
	libvirt.DomainJobOperationStrMigrationIn:    "incoming migration",
	libvirt.DomainJobOperationStrMigrationOut:   "migration",
	libvirt.DomainJobOperationStrSnapshot:       "snapshot",
	libvirt.DomainJobOperationStrSnapshotRevert: "revert to a snapshot",
	libvirt.DomainJobOperationStrDump:           "dump",
	libvirt.DomainJobOperationStrBackup:         "backup",
	libvirt.DomainJobOperationStrSnapshotDelete: "removal of a snapshot",
}

// condition looks up what the VM is in beside its attributes; current is the
// definition of the guest, or that of the VM when there is no guest.
func (m *Machine) condition(current *domainxml.Definition) (condition.Condition, error) {
	var c condition.Condition
	var err error
	if c.Power, c.Kept, err = m.power(); err != nil {
		return c, err
	}
	persistent, err := m.libvirt.DomainIsPersistent(m.domain)
	if err != nil {
		return c, err
	}
	c.Transient = persistent == 0
	for _, disk := range current.Disks() {
		if path := domainxml.SourceOf(disk); path != "" && !domainxml.IsDrive(disk) {
			c.Disks = append(c.Disks, condition.Disk{Target: domainxml.TargetOf(disk), Path: path, Below: domainxml.Below(disk)})
		}
	}
	if c.IsOff() {
		if c.Saved, err = m.isSaved(); c.Saved {
			var readable bool
			_, readable, err = m.savedXML()
			c.Unreadable = !readable
		}
	} else {
		c.Jobs, err = m.jobs(c.Disks)
	}
	if err == nil {
		err = m.observeSnapshots(&c)
	}
	return c, err
}

// observe is [Machine.condition] for a VM that was not looked at yet.
func (m *Machine) observe() (condition.Condition, error) {
	current, err := m.live()
	if err == nil && current == nil {
		current, _, err = m.definition()
	}
	if err != nil {
		return condition.Condition{}, err
	}
	return m.condition(current)
}

// power is the state, and whether a crashed guest was kept.
func (m *Machine) power() (condition.Power, bool, error) {
	state, reason, err := m.libvirt.DomainGetState(m.domain, 0)
	power := condition.Power{State: state, Reason: reason}
	if err != nil || power.State != condition.Crashed {
		return power, false, err
	}
	active, err := m.libvirt.DomainIsActive(m.domain)
	return power, active == 1, err
}

func (m *Machine) isSaved() (bool, error) {
	saved, err := m.libvirt.DomainHasManagedSaveImage(m.domain, 0)
	return saved == 1, err
}

func (m *Machine) jobs(disks []condition.Disk) ([]string, error) {
	var found []string
	kind, _, _, _, _, _, _, _, _, _, _, _, err := m.libvirt.DomainGetJobInfo(m.domain)
	if err = unlessGone(err); err != nil {
		return nil, err
	}
	if job := libvirt.DomainJobType(kind); job == libvirt.DomainJobBounded || job == libvirt.DomainJobUnbounded {
		found = append(found, m.jobName())
	}
	for _, disk := range disks {
		running, kind, _, _, _, err := m.libvirt.DomainGetBlockJobInfo(m.domain, disk.Target, 0)
		if err = unlessGone(err); err != nil {
			return nil, err
		}
		if running == 0 {
			continue
		}
		name, known := blockJobs[libvirt.DomainBlockJobType(kind)]
		if !known {
			name = fmt.Sprintf("job of the kind %d", kind)
		}
		found = append(found, name+" of "+disk.Target)
	}
	return found, nil
}

// jobName is what libvirt says of the job that works on the VM, if it still does.
func (m *Machine) jobName() string {
	_, parameters, err := m.libvirt.DomainGetJobStats(m.domain, 0)
	if err == nil {
		for _, parameter := range parameters {
			if number, isNumber := parameter.Value.I.(int32); isNumber && parameter.Field == libvirt.DomainJobOperationStr {
				if name, known := jobs[libvirt.DomainJobOperation(number)]; known {
					return name
				}
			}
		}
	}
	return "job"
}

// unlessGone drops the error of a guest that ended, or whose libvirt has no such jobs.
func unlessGone(err error) error {
	if connection.Is(err, libvirt.ErrOperationInvalid, libvirt.ErrNoSupport, libvirt.ErrOperationUnsupported) {
		return nil
	}
	return err
}

// observeSnapshots names those with files of their own where a disk is an overlay,
// and counts those inside the disks.
func (m *Machine) observeSnapshots(c *condition.Condition) error {
	count, err := m.libvirt.DomainSnapshotNum(m.domain, uint32(libvirt.DomainSnapshotListInternal))
	if err = unlessGone(err); err != nil {
		return err
	}
	c.Internal = int(count)
	if c.Overlays("") == nil {
		return nil
	}
	snapshots, _, err := m.libvirt.DomainListAllSnapshots(m.domain, 1, uint32(libvirt.DomainSnapshotListExternal|libvirt.DomainSnapshotListTopological))
	for _, snapshot := range snapshots {
		c.Snapshots = append(c.Snapshots, snapshot.Name)
	}
	return unlessGone(err)
}

// diskErrors says which disk stopped the guest, and why, as far as libvirt knows.
func (m *Machine) diskErrors() string {
	// The client leaves out the kind of error (remote_error is not exported): of one
	// disk, it then takes that for the number of disks.
	disks, kind, err := m.libvirt.DomainGetDiskErrors(m.domain, 1, 0)
	if err != nil || len(disks) == 0 {
		return ""
	}
	switch libvirt.DomainDiskErrorCode(kind) {
	case libvirt.DomainDiskErrorNoSpace:
		return " on " + disks[0].Disk + " (no space)"
	default:
		return " on " + disks[0].Disk
	}
}
