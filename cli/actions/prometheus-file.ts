import { accessSync, constants, lstatSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writeAtomically } from '../../lib/node/file/atomic-file';
import { errorSentence } from '../../lib/node/file/file-fault';
import { notice } from '../report/notice';
import { prometheusText } from '../report/prometheus-text';
import { StatusRound } from '../report/status-round';
import { Refusal } from './session/refusal';

/** The collector runs as another user. */
const READABLE_BY_ALL = 0o644;

/** The file of metrics of a `status`, written anew with each round. */
export class PrometheusFile {
  private constructor(
    private readonly file: string,
    private readonly configFile: string,
  ) {}

  /**
   * Refused where its folder cannot be written: no host is asked in vain. What stands there is replaced, which of a
   * device, as root, would be the end.
   */
  static in(file: string, configFile: string): PrometheusFile | Refusal {
    const folder = dirname(resolve(file));
    try {
      accessSync(realpathSync(folder), constants.W_OK);
    } catch (error) {
      return Refusal.of(`--prometheus: ${errorSentence(error, folder)}`);
    }
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found && !found.isFile()) {
      return Refusal.of(
        `--prometheus: ${file} is no regular file; allowed is the name of one, which is made or replaced`,
      );
    }
    return new PrometheusFile(file, configFile);
  }

  /** Whether it was written; else says why not. The hosts are shown all the same. */
  write(round: StatusRound): boolean {
    try {
      writeAtomically(this.file, prometheusText(round, this.configFile), READABLE_BY_ALL);
      return true;
    } catch (error) {
      notice(`quantum-kvm: --prometheus: ${errorSentence(error, this.file)}`);
      return false;
    }
  }
}
