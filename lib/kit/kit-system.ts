import { execFileSync } from 'node:child_process';
import { grouped, listed } from '../config/addressing/host-group';
import { HostFacts } from '../facts/host-facts';
import { hostScriptPart } from '../host-scripts/script-text';

const FAMILIES = ['debian', 'rhel', 'openeuler', 'suse'] as const;

export type KitFamily = (typeof FAMILIES)[number];

/** A release of a distribution, as os-release tells it. */
export interface Release {
  readonly id: string;
  readonly version: string;
}

/** A system that hosts run, and what preparation installs on it. */
export interface KitSystem extends Release {
  readonly architecture: string;
  readonly family: KitFamily;
  readonly packages: readonly string[];
  readonly addresses: readonly string[];
}

/** The systems of hosts, or why no packages are known for some of them, one sentence each. */
export interface KitSystems {
  readonly systems: readonly KitSystem[];
  readonly faults: readonly string[];
}

const ARCHITECTURE = 'x86_64';

/** Preparation tells the family of a host by these functions; here by its facts instead of its files. */
const OF_FACTS = `
os_release() { case $1 in ID) echo "$QK_ID" ;; ID_LIKE) echo "$QK_ID_LIKE" ;; esac; }
# Which package manager it has only the host knows; of systems that name no family one is known.
family_of_manager() { [ "$QK_ID" != kylin ] || echo openeuler; }
family=$(package_family)
echo "$family"
needed_packages "$family"`;

export function kitSystems(hosts: Readonly<Record<string, HostFacts>>): KitSystems {
  const systems: KitSystem[] = [];
  const faults: string[] = [];
  for (const addresses of alike(hosts)) {
    const { os, architecture } = hosts[addresses[0] as string] as HostFacts;
    const { family, packages } = familyOf(os);
    const who = `${listed(addresses)} by hosts.lock.json: ${os.id || 'no ID in os-release'} ${os.version}`;
    if (!family) {
      faults.push(
        `${who}, a system of no known family; allowed are those of Debian, RHEL, openEuler and SUSE: fill the folder by hand (docs/preparation.md)`,
      );
    } else if (architecture !== ARCHITECTURE) {
      faults.push(`${who} on ${architecture}; allowed is ${ARCHITECTURE}: leave it out by --hosts`);
    } else systems.push({ ...os, architecture, family, packages, addresses });
  }
  return { systems, faults };
}

/** `debian 12 x86_64` */
export function systemText({
  id,
  version,
  architecture,
}: Release & Pick<KitSystem, 'architecture'>): string {
  return [id, version, architecture].filter((word) => word !== '').join(' ');
}

/** The release of this machine. */
export function ownRelease(): Release {
  const [id = '', version = ''] = asked('echo "$(os_release ID)"; echo "$(os_release VERSION_ID)"');
  return { id, version };
}

export function isSameRelease(a: Release, b: Release): boolean {
  return a.id === b.id && a.version === b.version;
}

/** Addresses of hosts with the same system. */
function alike(hosts: Readonly<Record<string, HostFacts>>): Iterable<string[]> {
  const systemOf = (address: string) => {
    const { os, architecture } = hosts[address] as HostFacts;
    return JSON.stringify([os.id, os.version, os.idLike, architecture]);
  };
  return grouped(Object.keys(hosts), systemOf).values();
}

function familyOf({ id, idLike }: HostFacts['os']) {
  const [name, names = ''] = asked(OF_FACTS, { QK_ID: id, QK_ID_LIKE: idLike.join(' ') });
  const family = FAMILIES.find((one) => one === name);
  return { family, packages: names.split(' ').filter((one) => one !== '') };
}

/** The lines that a script prints which has preparation's functions about families. */
function asked(script: string, environment: NodeJS.ProcessEnv = {}): string[] {
  const functions = hostScriptPart('install.sh', '30-family.sh');
  const env = { PATH: process.env.PATH, LC_ALL: 'C', QK_SYSROOT: '', ...environment };
  return execFileSync('sh', ['-c', `${functions}\n${script}`], { env, encoding: 'utf8' }).split(
    '\n',
  );
}
