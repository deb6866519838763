import { bootSector } from './boot-sector';
import { Runs, Trial } from './trial';

const GOES_ON: Runs = { process: 'the same', disk: 'the same' };
const STARTS: Runs = { process: 'a new one', disk: 'the same' };
const CRASHED = { refused: 'the guest has crashed and is kept' };
const OVERLAY = { refused: 'an overlay over' };
const OTHER_FILE = { refused: 'copy.qcow2 and not' };
const BACKING_FILE = { refused: 'has the backing file' };
const UNREADABLE = { refused: 'cannot be read (virsh managedsave-dumpxml' };
const SAVED_IN_FILE = { refused: 'virsh restore <file>' };
const MIGRATED = { refused: 'was migrated to another host' };
const DUMPED = { refused: 'is paused: being dumped' };
const FULL = { refused: 'I/O error on vda (no space)' };
const job = (name: string) => ({ refused: `has a job that this would end: ${name}` });

/** Three at a time, each on a host of its own. */
export const ROUNDS: readonly (readonly Trial[])[] = [
  [
    { row: 'runs', make: ':', deploy: GOES_ON, destroy: 'removes it', adopt: GOES_ON },
    {
      row: 'is off: shut down, power cut, QEMU crashed, failed to start, reverted to a snapshot',
      make: 'kill -KILL "$(cat "/run/libvirt/qemu/$VM.pid")"; comes_to crashed',
      status: 'the VM is off: QEMU crashed',
      plan: 'VM is started (off: QEMU crashed)',
      deploy: STARTS,
      destroy: 'removes it',
      adopt: STARTS,
      also: [
        {
          make: 'virsh -q shutdown "$VM"; comes_to "shut off (shutdown)"',
          status: 'the VM is off: shut down',
          plan: 'VM is started (off: shut down)',
          back: 'virsh -q start "$VM"',
        },
        {
          make: 'power_off; mv "$DISK" "$DISK.away"; ! virsh -q start "$VM"; mv "$DISK.away" "$DISK"',
          status: 'the VM is off: failed to start',
          plan: 'VM is started (off: failed to start)',
          back: 'virsh -q start "$VM"',
        },
        {
          make: `power_off; virsh -q snapshot-create-as "$VM" off; virsh -q start "$VM"
            virsh -q snapshot-revert "$VM" off; virsh -q snapshot-delete "$VM" off`,
          status: 'the VM is off: restored from a snapshot',
          plan: 'VM is started (off: restored from a snapshot)',
          back: 'virsh -q start "$VM"',
        },
      ],
    },
    {
      row: 'is saved (`virsh managedsave`)',
      make: 'virsh -q managedsave "$VM"',
      status: 'the VM is off: its memory is saved',
      plan: 'VM is resumed from its saved memory',
      deploy: STARTS,
      destroy: 'removes it',
      adopt: STARTS,
    },
  ],
  [
    {
      row: 'is paused by a user, by a watchdog, or after a revert',
      make: `boot_sector ${bootSector('arms the watchdog')}
        redefine '/<watchdog/,/<.watchdog>/d; s#</devices>#<watchdog model="i6300esb" action="pause"><address type="pci" domain="0" bus="0" slot="0x1e" function="0"/></watchdog></devices>#'
        virsh -q start "$VM"; comes_to watchdog`,
      status: 'the VM is paused: watchdog',
      plan: 'VM is resumed (paused: watchdog)',
      also: [
        {
          make: 'virsh -q suspend "$VM"',
          status: 'the VM is paused: by a user',
          plan: 'VM is resumed (paused: by a user)',
          back: 'virsh -q resume "$VM"',
        },
        {
          make: 'power_off; virsh -q start --paused "$VM"',
          status: 'the VM is paused: by a user',
          plan: 'VM is resumed (paused: by a user)',
          back: 'virsh -q resume "$VM"',
        },
        {
          make: `virsh -q snapshot-create-as "$VM" on; virsh -q snapshot-revert "$VM" on --paused
            virsh -q snapshot-delete "$VM" on`,
          status: 'the VM is paused: restored from a snapshot',
          plan: 'VM is resumed (paused: restored from a snapshot)',
          back: 'virsh -q resume "$VM"',
        },
      ],
      deploy: GOES_ON,
      destroy: 'removes it',
      adopt: GOES_ON,
    },
    {
      row: 'is suspended by its guest',
      make: `boot_sector ${bootSector('suspends')}; virsh -q start "$VM"; comes_to pmsuspended`,
      status: 'the VM is suspended by its guest',
      plan: 'VM is woken up (suspended by its guest)',
      deploy: GOES_ON,
      destroy: 'removes it',
      adopt: GOES_ON,
    },
    {
      row: 'is paused by an I/O error',
      fault: 'storage-full',
      make: `power_off
        rm -f "$IMAGES/filled"
        mkdir -p /run/below && mount --bind /var/lib/libvirt /run/below
        cp -p --sparse=always "/run/below/images/$VM"* "$IMAGES" && umount /run/below
        boot_sector ${bootSector('writes')}
        dd if=/dev/zero of="$IMAGES/filled" bs=64K 2>/dev/null || truncate -s -1M "$IMAGES/filled"
        virsh -q start "$VM"; comes_to I/O`,
      status: 'the VM is paused: I/O error (vda: no space)',
      plan: 'VM is resumed (paused: I/O error)',
      deploy: FULL,
      destroy: 'removes it',
      warning: 'paused: I/O error on vda (no space), so its power was cut at once',
      adopt: { refused: 'storage.free' },
    },
  ],
  [
    {
      row: 'has crashed and was kept (`on_crash` preserve)',
      make: `boot_sector ${bootSector('panics')}
        redefine 's#<on_crash>.*#<on_crash>preserve</on_crash>#; /<panic/d; s#</devices>#<panic model="isa"/></devices>#'
        virsh -q start "$VM"; comes_to panicked`,
      status: 'the VM is crashed: its guest panicked',
      plan: CRASHED,
      deploy: CRASHED,
      destroy: 'removes it',
      warning: 'crashed: its guest panicked, so its power was cut at once',
      adopt: CRASHED,
    },
    {
      row: 'runs without a definition (`virsh undefine`)',
      make: 'virsh -q undefine "$VM"',
      status: 'the VM has no definition, and is gone when its guest ends',
      plan: 'autostart none → true',
      deploy: GOES_ON,
      destroy: 'removes it',
      adopt: GOES_ON,
    },
    {
      row: 'has another file as a disk (a copy, `virsh edit`)',
      make: `power_off; cp "$DISK" "$IMAGES/copy.qcow2"
        redefine "s#$VM.qcow2#copy.qcow2#"; virsh -q start "$VM"`,
      status: 'system disk copy.qcow2 instead of $VM.qcow2',
      plan: OTHER_FILE,
      deploy: OTHER_FILE,
      destroy: 'removes it',
      adopt: { refused: 'copy.qcow2' },
    },
  ],
  [
    {
      row: 'has a disk that is an overlay (external snapshot), of any name and depth',
      make: 'virsh -q snapshot-create-as "$VM" s1 --disk-only',
      status: 'system disk $VM.s1 instead of $VM.qcow2',
      plan: OVERLAY,
      deploy: OVERLAY,
      destroy: OVERLAY,
      adopt: { refused: '.s1' },
      mend: 'virsh -q blockcommit "$VM" vda --active --pivot --wait; virsh -q snapshot-delete "$VM" s1 --metadata; rm "$IMAGES/$VM.s1"',
    },
    {
      row: 'has a system disk that itself names a backing file',
      make: `power_off; qemu-img create -q -f qcow2 "$IMAGES/golden" 1G
        qemu-img rebase -u -b "$IMAGES/golden" -F qcow2 "$DISK"`,
      status: 'the VM is off: power cut',
      plan: BACKING_FILE,
      deploy: BACKING_FILE,
      destroy: BACKING_FILE,
      adopt: BACKING_FILE,
      mend: `qemu-img rebase -u -b '' "$DISK"`,
    },
    {
      row: 'has snapshots inside its disks',
      make: 'snapshot="s$(date +%s%N)"; virsh -q snapshot-create-as "$VM" "$snapshot"; virsh -q snapshot-revert "$VM" "$snapshot"',
      deploy: GOES_ON,
      destroy: 'removes it',
      warning: 'inside its disks',
      adopt: GOES_ON,
    },
  ],
  [
    {
      row: 'is paused for a migration, save, dump, snapshot or start',
      make: 'pipe; in_background virsh dump "$VM" /run/pipe; comes_to dumping',
      also: [
        {
          make: 'pipe; in_background virsh save "$VM" /run/pipe; comes_to saving',
          status: 'the VM is paused: being saved',
          plan: { refused: 'is paused: being saved' },
          back: 'end_pipe',
        },
        {
          make: 'pipe; in_background virsh snapshot-create-as "$VM" memory --memspec /run/pipe; comes_to "creating snapshot"',
          status: 'the VM is paused: a snapshot is being made',
          plan: { refused: 'is paused: a snapshot is being made' },
          back: 'end_pipe',
        },
      ],
      status: 'the VM is paused: being dumped',
      plan: DUMPED,
      deploy: DUMPED,
      destroy: job('dump'),
      adopt: DUMPED,
      mend: 'end_pipe',
    },
    {
      row: 'has a running block job, backup or other job',
      make: `echo '<domainbackup mode="pull"><server transport="tcp" name="127.0.0.1" port="10809"/></domainbackup>' >/run/backup.xml
        virsh domjobinfo "$VM" | grep -q Backup || virsh -q backup-begin "$VM" /run/backup.xml`,
      restart: job('backup, backup of vda'),
      deploy: GOES_ON,
      destroy: job('backup, backup of vda'),
      adopt: GOES_ON,
      mend: 'virsh -q domjobabort "$VM"',
    },
    {
      row: 'has a system disk that was grown by hand',
      make: 'virsh -q blockresize "$VM" vda 2G',
      status: 'system disk 2 instead of 1 GiB',
      plan: 'system disk replaced by a new, empty one: 2 GiB → 1 GiB',
      deploy: { refused: 'system disk replaced by a new, empty one: 2 GiB → 1 GiB' },
      destroy: 'removes it',
      adopt: { refused: 'system disk replaced by a new, empty one: 2 GiB → 1 GiB' },
    },
  ],
  [
    {
      row: 'is saved, and its saved memory has another definition (`virsh managedsave-edit`)',
      make: 'redefine_saved "s#<quota>.*#<quota>90000</quota>#"',
      status: [
        'the VM is off: its memory is saved',
        'CPU quota 90000 instead of 80000 µs per vCPU',
      ],
      plan: 'CPU quota per vCPU 90 % → 80 %',
      deploy: STARTS,
      destroy: 'removes it',
      warning: 'the saved memory of its guest',
      adopt: STARTS,
    },
    {
      row: 'is saved, and its saved memory has another file as a disk',
      make: 'cp "$DISK" "$IMAGES/copy.qcow2"; redefine_saved "s#$VM.qcow2#copy.qcow2#"',
      status: ['the VM is off: its memory is saved', 'system disk copy.qcow2 instead of $VM.qcow2'],
      plan: { refused: 'virsh managedsave-edit $VM' },
      deploy: OTHER_FILE,
      destroy: 'removes it',
      warning: 'the saved memory of its guest',
      adopt: { refused: 'copy.qcow2' },
    },
    {
      row: 'is saved, and its saved memory cannot be read',
      make: 'virsh -q managedsave "$VM"; truncate -s 300 "/var/lib/libvirt/qemu/save/$VM.save"',
      status: 'the VM is off: its memory is saved',
      plan: UNREADABLE,
      deploy: UNREADABLE,
      destroy: 'removes it',
      warning: 'the saved memory of its guest',
      adopt: UNREADABLE,
    },
  ],
  [
    {
      row: 'is off: migrated to another host (`virsh migrate`)',
      make: ':',
      migrates: true,
      status: 'the VM is off: migrated',
      plan: MIGRATED,
      deploy: MIGRATED,
      destroy: MIGRATED,
      adopt: MIGRATED,
    },
    {
      row: 'is off: its memory was saved into a file (`virsh save`)',
      make: 'virsh -q save "$VM" "$IMAGES/memory"',
      status: 'the VM is off: saved',
      plan: SAVED_IN_FILE,
      deploy: SAVED_IN_FILE,
      destroy: 'removes it',
      adopt: SAVED_IN_FILE,
    },
  ],
];
