import { CheckRecord, parseRecords } from './check-record';
import { FactLines } from './fact-lines';
import { DiskIdentity } from '../facts/disk-identity';
import { HostFacts } from '../facts/host-facts';

/** What the check printed. */
export interface CheckOutput {
  readonly records: readonly CheckRecord[];
  /** Undefined when a fact is missing, for the script did not run to its end; or when one is refused. */
  readonly facts?: ObservedFacts;
  readonly machine?: MachineIdentity;
  /** The host's time, seconds since 1970. */
  readonly clock?: number;
  /** Sockets of libvirt that are there. */
  readonly sockets?: readonly string[];
  /** Why what the host says of itself is not used: the first thing in it that has not the form it must have. */
  readonly refusal?: string;
}

/** Which machine answered; both are empty where the system has none. */
export interface MachineIdentity {
  /** /etc/machine-id: made at installation, and copied with an image. */
  readonly id: string;
  /** Made by the kernel at every start. */
  readonly bootId: string;
}

/** Facts as the host reports them; the SSH host key comes from the connection. */
export interface ObservedFacts extends Omit<HostFacts, 'hostKey' | 'disks'> {
  readonly disks: readonly ObservedDisk[];
}

export interface ObservedDisk extends DiskIdentity {
  readonly path: string;
  /** `vm`: the host's own VM uses it. */
  readonly state: 'blank' | 'vm' | 'used';
}

const KIB_PER_GIB = 1024 * 1024;

/** Reads the records and facts that the check prints; any other line is ignored. A fact is read strictly, or none is. */
export function parseCheckOutput(text: string): CheckOutput {
  const records = parseRecords(text);
  const lines = new FactLines(text);
  const [machine, clock] = [lines.one('machine'), lines.one('clock')];
  const observed = facts(lines);
  const { refusal } = lines;
  if (refusal !== undefined) return { records, refusal };
  return {
    records,
    facts: observed,
    machine: machine && { id: machine[0], bootId: machine[1] },
    clock: clock?.[0],
    sockets: lines.all('socket').map(([path]) => path),
  };
}

function facts(lines: FactLines): ObservedFacts | undefined {
  const [os, architecture] = [lines.one('os'), lines.one('architecture')];
  const [cpu, virtualization, memory] = [
    lines.one('cpu'),
    lines.one('virtualization'),
    lines.one('memory'),
  ];
  const bridges = lines.all('bridge').map(([name, mtu]) => ({ name, mtu }));
  const disks = lines
    .all('disk')
    .map(([path, sizeBytes, state, serial, wwn]) => ({ path, serial, wwn, sizeBytes, state }));
  if (!os || !architecture || !cpu || !virtualization || !memory || !lines.one('end'))
    return undefined;
  return {
    os: { id: os[0], idLike: os[2], version: os[1] },
    architecture: architecture[0],
    cpu: {
      sockets: cpu[0],
      coresPerSocket: cpu[1],
      threadsPerCore: cpu[2],
      virtualization: virtualization[0],
    },
    memoryGib: Math.floor(memory[0] / KIB_PER_GIB),
    bridges,
    disks,
  };
}
