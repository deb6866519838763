import { HostCheck } from '../../../lib/check/host-check';
import { print, redraws } from '../output';
import { palette } from '../palette';
import { HostBoard } from './host-board';

/** Tells how the hosts fare while they are asked. */
export interface CheckProgress {
  /** @param check what was found; undefined: the host is begun */
  readonly onHost: (address: string, check?: Pick<HostCheck, 'records'>) => void;
  /** Leaves the terminal as it should be. */
  end(): void;
}

/** A few lines that replace each other on a terminal, where only failures stay; one line per host elsewhere. */
export function checkProgress(hosts: number, stream: NodeJS.WriteStream): CheckProgress {
  return redraws(stream) ? liveProgress(hosts, stream) : plainProgress(hosts, stream);
}

function liveProgress(hosts: number, stream: NodeJS.WriteStream): CheckProgress {
  const board = new HostBoard('checking', hosts, stream);
  return {
    onHost: (address, check) => {
      if (!check) return board.begin(address);
      const failed = failedIds(check);
      board.finish(address, failed.length > 0);
      if (failed.length > 0) print(stream, `${address} ${verdictOf(failed, stream)}`);
    },
    end: () => board.close(),
  };
}

function plainProgress(hosts: number, stream: NodeJS.WriteStream): CheckProgress {
  let done = 0;
  return {
    onHost: (address, check) => {
      if (!check) return;
      done += 1;
      print(stream, `[${done}/${hosts}] ${address} ${verdictOf(failedIds(check), stream)}`);
    },
    end: () => undefined,
  };
}

function failedIds({ records }: Pick<HostCheck, 'records'>): string[] {
  const failed = records.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  return [...new Set(failed)];
}

function verdictOf(failed: readonly string[], stream: NodeJS.WriteStream): string {
  const { good, bad } = palette(stream);
  return failed.length > 0 ? bad(`failed: ${failed.join(', ')}`) : good('passed');
}
