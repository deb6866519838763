import { firstOf, printable } from '../../../lib/config/printable';
import { CleanOutput } from '../../../lib/host-scripts/clean-output';
import { Project } from '../../../lib/node/project';
import { ShellHost } from '../../../lib/ssh/host-shell';
import { Remains, leftOnHost } from '../../../fleet/look/left-on-host';
import { ExitCode } from '../../report/exit-code';
import { notice } from '../../report/notice';
import { DOCUMENT_VERSION } from '../../report/documents/document';
import { printDocument } from '../../report/documents/print-document';
import { print } from '../../report/output';
import { confirmed } from '../change/confirmation';

/** Characters of what is said of a host. */
const LONGEST = 1000;

/** `quantum-kvm retire --clean`: shows what of the deployment is left on a host without a VM, asks, and removes it. */
export async function cleanHost(
  host: ShellHost,
  remains: Remains,
  project: Project,
  { yes, json }: { readonly yes?: boolean; readonly json?: boolean },
): Promise<number> {
  const { address } = host;
  const left = await leftOnHost(host, remains, project, 'look');
  if (typeof left === 'string') return unknown(address, left);
  if (left.ours.length === 0) return report(address, left, json);
  if (!json) {
    const lines = [...left.ours, ...staying(left)].map((line) => `- ${printable(line, LONGEST)}`);
    notice(`To be removed from ${address}:\n${lines.join('\n')}`);
  }
  if (!yes && !(await confirmed(`remove this from ${address}?`))) {
    notice('quantum-kvm: nothing was removed');
    return ExitCode.wrongInput;
  }
  const removed = await leftOnHost(host, remains, project, 'remove');
  if (typeof removed === 'string') return unknown(address, removed);
  return report(address, removed, json);
}

function staying({ stays, failed }: CleanOutput): string[] {
  return [...failed, ...stays].map((what) => `stays: ${what}`);
}

/** An earlier run may have ended after the last step, the key. */
function unknown(address: string, why: string): number {
  notice(
    `quantum-kvm: ${address}: what is left on the host is not known: ${printable(why, LONGEST)}; the key is removed last, so where an earlier "retire --clean" was ended and the host refuses the login now, all of it may be gone: see there, or repeat with login.password set`,
  );
  return ExitCode.failed;
}

function report(address: string, { ours, stays, failed }: CleanOutput, json?: boolean): number {
  if (json) {
    const head = { type: 'clean', version: DOCUMENT_VERSION } as const;
    printDocument({ ...head, address, removed: ours, stays, failed });
  } else {
    const none = failed.length > 0 ? 'nothing was removed' : 'nothing of this deployment is left';
    const gone = ours.length === 0 ? none : `removed ${firstOf(ours, 20)}`;
    const lines = [
      `${address}: ${gone}`,
      ...stays.map((what) => `- stays: ${what}`),
      ...failed.map((what) => `- not removed: ${what}`),
    ];
    print(process.stdout, lines.map((line) => printable(line, LONGEST)).join('\n'));
  }
  return failed.length > 0 ? ExitCode.failed : ExitCode.done;
}
