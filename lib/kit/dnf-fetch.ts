import { PackageFetch } from './package-fetch';
import { KitSystem } from './kit-system';
import { gathered, rpmPlaces } from './rpm-places';

/** dnf with a root of its own in which nothing is installed; it verifies what repositories sign. */
export const dnfFetch: PackageFetch = {
  programs: ['dnf'],
  cure: 'install dnf, or run this on a system of the RHEL family or openEuler',
  needsRoot: true,
  sourcesFile: 'a .repo file of dnf',
  fetch: async (request) => {
    const { system, sources, onStep, run } = request;
    const { root, repositories, cache, files } = rpmPlaces(request);
    const settings = {
      ...(sources !== undefined && { reposdir: repositories }),
      ...{ cachedir: cache, logdir: cache, keepcache: 'True', install_weak_deps: 'False' },
      // Where a repository does not say; one that says no is believed.
      gpgcheck: 'True',
      ...platform(system),
    };
    const options = [
      ...['-y', `--installroot=${root}`, '--forcearch=x86_64'],
      `--releasever=${sources === undefined ? '/' : releaseOf(system)}`,
      ...Object.entries(settings).map(([name, value]) => `--setopt=${name}=${value}`),
    ];
    onStep(`fetches ${system.packages.join(' ')} and what they need`);
    const download = ['install', '--downloadonly', `--downloaddir=${files}`];
    const ended = await run('dnf', [...options, ...download, ...system.packages], files);
    if (ended.fault === undefined) return gathered(files, files);
    return WITHOUT_KEY.test(ended.output)
      ? {
          fault:
            'dnf: a repository names no key for its packages; add its gpgkey= to the .repo file',
        }
      : ended;
  },
};

/** What dnf says in place of an error. */
const WITHOUT_KEY = /^You have enabled checking of packages via GPG keys/m;

/** What $releasever stands for in the repositories of a system. */
function releaseOf({ family, version }: KitSystem): string {
  return family === 'rhel' ? majorOf(version) : version;
}

/** By it dnf chooses modules; in a system it stands in os-release. */
function platform({ family, version }: KitSystem): { module_platform_id?: string } {
  return family === 'rhel' ? { module_platform_id: `platform:el${majorOf(version)}` } : {};
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? version;
}
