import { HostCheck } from '../../lib/check/host-check';
import { print } from './output';
import { palette } from './palette';

/** Tells on a stream, one line each, how the hosts fare while the check runs. */
export function progressOf(
  total: number,
  stream: NodeJS.WriteStream,
): (address: string, check?: HostCheck) => void {
  const { good, bad } = palette(stream);
  let done = 0;
  return (address, check) => {
    if (!check) return;
    done += 1;
    const failed = check.records.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    const verdict =
      failed.length > 0 ? bad(`failed: ${[...new Set(failed)].join(', ')}`) : good('passed');
    print(stream, `[${done}/${total}] ${address} ${verdict}`);
  };
}
