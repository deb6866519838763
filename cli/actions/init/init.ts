import { isAbsolute, join, relative, resolve } from 'node:path';
import { isThere } from '../../../lib/node/file/folder-entries';
import { shellLine } from '../../../lib/ssh/ssh-command';
import { Refusal } from '../session/refusal';
import { ExitCode } from '../../report/exit-code';
import { print } from '../../report/output';
import { SiteAnswers, answerProblems, askedAnswers } from './site-answers';
import { SiteFiles } from './site-files';
import { BadManifest } from './site-package';

/** Set by the kit (scripts/release/kit), which has all that a site needs: how its program is called from anywhere. */
const KIT_PROGRAM = 'QUANTUM_KVM_KIT';

/** Makes the folder of a new site, with the files that it begins with. */
export async function init(folder: string, given: SiteAnswers): Promise<number | Refusal> {
  const place = resolve(folder);
  const problems = answerProblems(given);
  if (problems.length > 0) return Refusal.ofProblems(problems);
  const fault = faultOf(place, given);
  if (fault !== undefined) return Refusal.of(fault);
  const answers = await askedAnswers(given);
  if (!answers) return Refusal.failed('no answer; nothing was written');
  const files = new SiteFiles(place, answers);
  files.write();
  print(process.stdout, `${files.names.join(', ')} written to ${place}\n\nNext:\n${next(place)}`);
  return ExitCode.done;
}

/** Why there can be no site in a folder. */
function faultOf(place: string, given: SiteAnswers): string | undefined {
  try {
    return new SiteFiles(place, given).fault();
  } catch (error) {
    if (error instanceof BadManifest) return error.message;
    throw error;
  }
}

/** What a person types to come to a first plan. */
function next(place: string): string {
  const from = relative('.', place);
  const folder = isAbsolute(from) || from.startsWith('..') ? place : from;
  const kit = process.env[KIT_PROGRAM];
  const program = kit ? shellLine([kit]) : 'npx quantum-kvm';
  const isInstalled = kit || isThere(join(place, 'node_modules', 'cdktf-cli'));
  return [
    ...(folder === '' ? [] : [`  cd ${shellLine([folder])}`]),
    ...(isInstalled ? [] : ['  npm install']),
    '  edit quantum_server_config.xml',
    `  ${program} check`,
    `  ${program} plan`,
  ].join('\n');
}
