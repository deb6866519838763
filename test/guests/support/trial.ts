/** A command leaves the VM and its disk as they are, and says this. */
export interface Refused {
  readonly refused: string;
}

/** What a command leaves the guest with: its QEMU, and what was on its system disk. */
export interface Runs {
  readonly process: 'the same' | 'a new one';
  readonly disk: 'the same' | 'written';
}

/** One of the ways into a state, tried with what changes nothing. */
interface Way {
  /** What happens on the host, with the functions of {@link PREAMBLE}. */
  readonly make: string;
  /** The first differences that status tells; absent: none. */
  readonly status?: string | readonly string[];
  /** A change of the plan; absent: there is none. */
  readonly plan?: string | Refused;
}

/** A row of docs/states.md, tried on a real guest. */
export interface Trial extends Way {
  /** The first cell of the row. */
  readonly row: string;
  /** Other ways into it, each from a VM that runs, which it is brought back to. */
  readonly also?: readonly (Way & { readonly back: string })[];
  /** The guest is migrated to the last host of the lab, which has no trial then. */
  readonly migrates?: true;
  /** A fault of the lab that it needs. */
  readonly fault?: string;
  /** What a plan says that restarts the guest; absent: nothing against it. */
  readonly restart?: Refused;
  readonly deploy: Runs | Refused;
  readonly destroy: Refused | 'removes it';
  /** What destroy warns of. */
  readonly warning?: string;
  readonly adopt: Runs | Refused;
  /** What a refusal asks for, after which it is as any other. */
  readonly mend?: string;
}

export function isRefused(outcome: unknown): outcome is Refused {
  return typeof outcome === 'object' && outcome !== null && 'refused' in outcome;
}

export const PREAMBLE = `
IMAGES=/var/lib/libvirt/images
DISK=$IMAGES/$VM.qcow2
power_off() { virsh -q destroy "$VM" 2>/dev/null || :; }
boot_sector() {
  power_off
  echo "$1" | base64 -d >/run/sector
  qemu-io -f qcow2 -c 'write -s /run/sector 0 512' "$DISK" >/run/written
}
comes_to() {
  for _ in $(seq 1 200); do
    ! virsh domstate "$VM" --reason | grep -q "$1" || return 0
    sleep 0.1
  done
  return 1
}
# Not read until it is to end.
pipe() {
  mkfifo -m 666 /run/pipe
  setsid sh -c 'exec </run/pipe; echo $$ >/run/reader; exec sleep 600' >/dev/null 2>&1 &
}
end_pipe() {
  kill "$(cat /run/reader)"; rm -f /run/pipe; comes_to running
}
in_background() {
  setsid "$@" >/dev/null 2>&1 </dev/null &
}
# redefine_saved SED
redefine_saved() {
  virsh -q managedsave "$VM"
  virsh managedsave-dumpxml "$VM" | sed "$1" >/run/vm.xml
  virsh -q managedsave-define "$VM" /run/vm.xml
}
redefine() {
  virsh dumpxml --inactive "$VM" | sed "$1" >/run/vm.xml
  virsh -q define /run/vm.xml
}
`;
