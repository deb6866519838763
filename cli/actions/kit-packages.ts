import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { HostFacts } from '../../lib/facts/host-facts';
import { readFacts } from '../../lib/facts/facts-file';
import { FETCHES, fillFolder } from '../../lib/kit/fill-folder';
import { KitFolder } from '../../lib/kit/kit-folder';
import {
  KitSystem,
  isSameRelease,
  kitSystems,
  ownRelease,
  systemText,
} from '../../lib/kit/kit-system';
import { errorSentence } from '../../lib/node/file/file-fault';
import { Project } from '../../lib/node/project';
import { chooseHosts } from '../../fleet/rollout/host-choice';
import { printDocument } from '../report/documents/print-document';
import { ExitCode } from '../report/exit-code';
import { kitDocument, kitReport } from '../report/kit-report';
import { print } from '../report/output';
import { palette } from '../report/palette';
import { rangesText } from '../report/plan-report';
import { kitProgress } from '../report/progress/kit-progress';
import { Refusal } from './session/refusal';

export interface KitPackagesOptions {
  /** The XML; only `hosts.lock.json` beside it is read. */
  readonly config?: string;
  /** In the syntax of kvm.host.range. @default - all of `hosts.lock.json` */
  readonly hosts?: string;
  /** File of package sources. @default - this machine's own */
  readonly sources?: string;
  readonly json?: boolean;
}

/** `quantum-kvm kit-packages`: fills a folder with what hosts without network need. */
export async function kitPackages(
  path: string,
  options: KitPackagesOptions,
): Promise<number | Refusal> {
  const hosts = chosenHosts(options);
  if (hosts instanceof Refusal) return hosts;
  const folder = new KitFolder(resolve(path));
  const { systems, faults } = kitSystems(hosts);
  const sources = sourcesText(options.sources);
  const [system, ...others] = systems;
  const all = [
    ...faults,
    ...(others.length > 0 ? [severalSystems(systems)] : []),
    ...(sources?.fault === undefined ? [] : [sources.fault]),
    ...(system && others.length === 0 ? systemFaults(system, folder, options.sources) : []),
  ];
  if (!system || all.length > 0) return Refusal.of(...all);
  return fill(system, folder, sources?.text, options);
}

async function fill(
  system: KitSystem,
  folder: KitFolder,
  sources: string | undefined,
  { json }: KitPackagesOptions,
): Promise<number | Refusal> {
  const progress = kitProgress(systemText(system), process.stderr);
  const filled = await fillFolder({ system, folder, sources, ...progress }).finally(() =>
    progress.end(),
  );
  if (filled.fault !== undefined) return Refusal.failed(filled.fault);
  const document = kitDocument(system, folder.path, filled);
  if (json) printDocument(document);
  else print(process.stdout, kitReport(document, palette(process.stdout)));
  return ExitCode.done;
}

/** The facts of the hosts that are meant. */
function chosenHosts({
  config = defaultConfigurationFile(),
  hosts: range,
}: KitPackagesOptions): Readonly<Record<string, HostFacts>> | Refusal {
  const { facts, problems } = readFacts(Project.of(config).factsFile);
  if (!facts) return Refusal.ofProblems(problems);
  const wrong = problems.flatMap(({ host }) => (host === undefined ? [] : [host]));
  const known = [...new Set([...Object.keys(facts.hosts), ...wrong])];
  const choice = chooseHosts(
    known.map((address) => ({ address })),
    range,
    'hosts.lock.json',
  );
  if (choice.fault !== undefined) return Refusal.of(choice.fault);
  const chosen = new Set(choice.specs.map(({ address }) => address));
  const theirs = problems.filter(({ host }) => host === undefined || chosen.has(host));
  if (theirs.length > 0) return Refusal.ofProblems(theirs);
  if (chosen.size === 0) return Refusal.of('hosts.lock.json has no host; run "quantum-kvm check"');
  return Object.fromEntries(Object.entries(facts.hosts).filter(([one]) => chosen.has(one)));
}

function severalSystems(systems: readonly KitSystem[]): string {
  const each = systems.map((one) => `${systemText(one)} (--hosts ${rangesText(one.addresses)})`);
  return `the hosts run ${systems.length} systems, and a folder is for one: ${each.join('; ')}; run the command for each with a folder of its own, and name these in the XML by kvm.packages.directory with host="…"`;
}

/** All that keeps this machine from fetching for a system. */
function systemFaults(system: KitSystem, folder: KitFolder, sources: string | undefined): string[] {
  const { programs, cure, needsRoot, sourcesFile } = FETCHES[system.family];
  const missing = programs.filter((program) => !isInstalled(program));
  const own = ownRelease();
  const faults = [
    folder.fault(systemText(system)),
    missing.length > 0
      ? `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not installed on this machine; ${cure}`
      : undefined,
    needsRoot && process.geteuid?.() !== 0
      ? `${programs[0]} does this for root alone; run it as root`
      : undefined,
    sources === undefined && !isSameRelease(own, system)
      ? `the hosts run ${systemText(system)}, and this machine ${own.id} ${own.version}: name the package sources of their system by --sources FILE, ${sourcesFile}`
      : undefined,
  ];
  return faults.filter((fault) => fault !== undefined);
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function sourcesText(file: string | undefined): { text?: string; fault?: string } | undefined {
  if (file === undefined) return undefined;
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { fault: `--sources: ${errorSentence(error, file)}` };
  }
}
