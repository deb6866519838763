import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KitFile, isWhole } from './kit-sums';
import { FetchRequest, Fetched, PackageFetch } from './package-fetch';

/** A package that apt would install. */
interface Listed extends KitFile {
  readonly bytes: number;
}

/** apt with lists of its own and nothing installed: it needs no root, and touches nothing of this machine's. */
export const aptFetch: PackageFetch = {
  programs: ['apt-get'],
  cure: 'install apt, or run this on Debian or Ubuntu',
  needsRoot: false,
  sourcesFile: 'a .list or .sources file of apt',
  fetch: async (request) => {
    const { system, folder, onStep, run } = request;
    const files = join(folder.partial, 'files');
    const options = aptOptions(request, files);
    const apt = (...args: readonly string[]) => run('apt-get', [...options, ...args], files);
    onStep('reads the package lists');
    const updated = await apt('update');
    if (updated.fault !== undefined) return updated;
    const planned = await apt(...PLAN, ...system.packages);
    if (planned.fault !== undefined) return planned;
    const listed = listedPackages(planned.output);
    if (listed.length === 0) return { fault: 'apt-get: it names no package with a SHA-256' };
    const wanted = listed.filter((file) => !folder.has(file) && !isWhole(files, file));
    onStep(planText(listed, wanted));
    if (wanted.length > 0) {
      const ended = await apt('download', ...wanted.map(versionOf));
      if (ended.fault !== undefined) return ended;
    }
    return broken(wanted, files) ?? { files: listed, from: files };
  },
};

const PLAN = ['install', '--print-uris', '--no-install-recommends'];

/** A failed package list is an error, and each package is listed with its SHA-256. */
const ALWAYS = [
  'APT::Update::Error-Mode=any',
  'Acquire::ForceHash=SHA256',
  'Acquire::AllowInsecureRepositories=false',
  'Acquire::Languages=none',
  'Acquire::http::Timeout=30',
  'Acquire::https::Timeout=30',
  'Acquire::Retries=3',
  'APT::Architecture=amd64',
  'APT::Get::AllowUnauthenticated=false',
  'APT::Sandbox::User=root',
  'Dir::Cache::PkgCache=',
  'Dir::Cache::SrcPkgCache=',
];

/** What this machine does besides when it reads package lists is no matter of these. */
const CLEARED = `#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets::deb::DEP-11;
#clear APT::Architectures;
APT::Architectures { "amd64"; };
`;

function aptOptions({ folder, sources }: FetchRequest, files: string): string[] {
  const own = join(folder.partial, 'apt');
  const place = (name: string) => join(own, name);
  for (const part of [files, place('lists/partial'), place('archives/partial'), place('parts')])
    mkdirSync(part, { recursive: true });
  writeFileSync(place('status'), '');
  writeFileSync(place('apt.conf'), CLEARED);
  const settings = [
    ...ALWAYS,
    `Dir::State=${own}`,
    `Dir::State::Lists=${place('lists')}`,
    `Dir::State::Status=${place('status')}`,
    `Dir::Cache=${own}`,
    `Dir::Cache::Archives=${place('archives')}`,
    ...(sources === undefined ? [] : sourceOptions(sources, place('parts'))),
  ];
  return ['-q', '-y', '-c', place('apt.conf'), ...settings.flatMap((one) => ['-o', one])];
}

/** These sources alone, without what this machine prefers. */
function sourceOptions(sources: string, parts: string): string[] {
  const extension = /^Types:/im.test(sources) ? 'sources' : 'list';
  writeFileSync(join(parts, `kit.${extension}`), sources);
  return [
    'Dir::Etc::SourceList=/dev/null',
    `Dir::Etc::SourceParts=${parts}`,
    'Dir::Etc::Preferences=/dev/null',
    `Dir::Etc::PreferencesParts=${join(parts, 'none')}`,
    'APT::Default-Release=',
  ];
}

/** `'URI' NAME SIZE SHA256:…` lines. */
function listedPackages(output: string): Listed[] {
  return [...output.matchAll(/^'[^']*' ([^ /]+\.deb) (\d+) SHA256:([0-9a-f]{64})$/gm)].map(
    ([, name = '', bytes = '', sha256 = '']) => ({ name, bytes: Number(bytes), sha256 }),
  );
}

/** `NAME=VERSION` of `NAME_VERSION_ARCHITECTURE.deb`, in which apt writes a colon as %3a. */
function versionOf({ name }: KitFile): string {
  const [packageName = '', version = ''] = name.split('_');
  return `${packageName}=${decodeURIComponent(version)}`;
}

function planText(listed: readonly Listed[], wanted: readonly Listed[]): string {
  const bytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
  const left = wanted.length < listed.length ? `${wanted.length} of ` : '';
  return `fetches ${left}${listed.length} packages, ${Math.ceil(bytes / 1e6)} MB`;
}

/** Takes away what is not as the signed lists have it. */
function broken(wanted: readonly KitFile[], files: string): Fetched | undefined {
  const found = wanted.filter((file) => !isWhole(files, file));
  for (const { name } of found) rmSync(join(files, name), { force: true });
  return found.length === 0
    ? undefined
    : { fault: `${found[0]?.name} is not as the package lists say; run the command again` };
}
