import { CheckRecord, parseRecords, recordLines } from './check-record';
import { DiskIdentity } from '../facts/disk-identity';
import { BridgeFacts, HostFacts } from '../facts/host-facts';

/** What the check printed. */
export interface CheckOutput {
  readonly records: readonly CheckRecord[];
  /** Undefined when a fact is missing: the script did not run to its end. */
  readonly facts?: ObservedFacts;
  readonly machine?: MachineIdentity;
  /** The host's time, seconds since 1970. */
  readonly clock?: number;
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

/** Reads the records and facts that the check prints; any other line is ignored. */
export function parseCheckOutput(text: string): CheckOutput {
  const lines = recordLines(text);
  const observed = new Facts(lines);
  const [machine, clock] = [observed.one('machine'), observed.one('clock')];
  return {
    records: parseRecords(text),
    facts: facts(observed),
    machine: machine && { id: machine[0] ?? '', bootId: machine[1] ?? '' },
    clock: clock && Number(clock[0]),
  };
}

/** The FACT lines by name. */
class Facts {
  constructor(private readonly lines: readonly string[][]) {}

  all(name: string): string[][] {
    return this.lines
      .filter(([kind, fact]) => kind === 'FACT' && fact === name)
      .map((line) => line.slice(2));
  }

  one(name: string): string[] | undefined {
    return this.all(name)[0];
  }
}

function facts(lines: Facts): ObservedFacts | undefined {
  const [os, architecture] = [lines.one('os'), lines.one('architecture')];
  const [cpu, virtualization, memory] = [
    lines.one('cpu'),
    lines.one('virtualization'),
    lines.one('memory'),
  ];
  if (!os || !architecture || !cpu || !virtualization || !memory || !lines.one('end'))
    return undefined;
  return {
    os: { id: os[0] ?? '', idLike: (os[2] ?? '').split(' ').filter(Boolean), version: os[1] ?? '' },
    architecture: architecture[0] ?? '',
    cpu: {
      sockets: Number(cpu[0]),
      coresPerSocket: Number(cpu[1]),
      threadsPerCore: Number(cpu[2]),
      virtualization: flag(virtualization[0]),
    },
    memoryGib: Math.floor(Number(memory[0]) / KIB_PER_GIB),
    bridges: lines.all('bridge').map(bridge),
    disks: lines.all('disk').map(disk),
  };
}

function flag(text: string | undefined): 'vmx' | 'svm' | 'none' {
  return text === 'vmx' || text === 'svm' ? text : 'none';
}

function bridge([name, mtu]: string[]): BridgeFacts {
  return { name: name ?? '', mtu: Number(mtu) };
}

function disk([path, sizeBytes, state, serial, wwn]: string[]): ObservedDisk {
  return {
    path: path ?? '',
    ...(serial && { serial }),
    ...(wwn && { wwn }),
    sizeBytes: Number(sizeBytes),
    state: state === 'blank' || state === 'vm' ? state : 'used',
  };
}
