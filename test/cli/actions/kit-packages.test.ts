import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { writeFacts } from '../../../lib/facts/facts-file';
import { HostFacts } from '../../../lib/facts/host-facts';
import { ownRelease } from '../../../lib/kit/kit-system';
import { facts, fleet } from '../../machine/sample';
import { quantumKvm } from '../terminal';

const FIRST = '192.168.12.34';
const SECOND = '192.168.12.35';
const BEFORE = { folder: process.cwd(), path: process.env.PATH };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kit-packages-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(BEFORE.folder);
  process.env.PATH = BEFORE.path;
  rmSync(folder, { recursive: true });
});

const system = (id: string, version: string, ...idLike: string[]): HostFacts => ({
  ...facts,
  os: { id, version, idLike },
});

const knows = (hosts: Record<string, HostFacts>) => writeFacts('hosts.lock.json', fleet(hosts));

/** A program that stands in for one that this machine may not have. */
function program(name: string, script: string): void {
  mkdirSync('bin', { recursive: true });
  writeFileSync(join('bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join('bin', name), 0o755);
  process.env.PATH = `${join(folder, 'bin')}${delimiter}${BEFORE.path}`;
}

/** The sentences of a refusal. */
async function refused(...args: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await quantumKvm('kit-packages', ...args);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(existsSync('packages')).toBe(false);
  return stderr.trimEnd().split('\n');
}

test('without hosts.lock.json it says where that comes from', async () => {
  expect(await refused('packages')).toEqual([
    expect.stringMatching(/hosts\.lock\.json: error: is missing; run "quantum-kvm check"$/),
  ]);
});

test('a host that is not in hosts.lock.json is named', async () => {
  knows({ [FIRST]: system('debian', '12') });
  expect(await refused('packages', '--hosts', SECOND)).toEqual([
    `quantum-kvm: --hosts names ${SECOND}, not in hosts.lock.json; name hosts that are in it, or add these to it first`,
  ]);
});

test('hosts of several systems are told apart, with the choice for each', async () => {
  knows({ [FIRST]: system('debian', '11'), [SECOND]: system('ubuntu', '22.04', 'debian') });
  const [sentence] = await refused('packages');
  expect(sentence).toContain(
    `the hosts run 2 systems, and a folder is for one: debian 11 x86_64 (--hosts ${FIRST}); ubuntu 22.04 x86_64 (--hosts ${SECOND}); run the command for each`,
  );
});

test('all that is wrong is told at once', async () => {
  knows({ [FIRST]: system('sles', '15.5', 'suse'), [SECOND]: system('haiku', '5') });
  writeFileSync('file', '');
  process.env.PATH = join(folder, 'bin');
  mkdirSync('bin');
  for (const name of ['sh', 'sed']) program(name, `PATH='${BEFORE.path}' exec ${name} "$@"`);
  process.env.PATH = join(folder, 'bin');
  const said = await refused('file', '--sources', 'nowhere.repo');
  expect(said).toEqual([
    expect.stringContaining('haiku 5, a system of no known family'),
    expect.stringMatching(/--sources: nowhere\.repo: it is not there \(ENOENT\)/),
    expect.stringContaining('/file is a file; name a folder for the packages'),
    expect.stringContaining(
      'zypper and rpm and rpmkeys are not installed on this machine; install zypper',
    ),
  ]);
});

test('for another system than that of this machine it wants package sources', async () => {
  const { id, version } = ownRelease();
  knows({ [FIRST]: system('debian', 'none', 'debian') });
  program('apt-get', 'exit 1');
  expect(await refused('packages')).toEqual([
    `quantum-kvm: the hosts run debian none x86_64, and this machine ${id} ${version}: name the package sources of their system by --sources FILE, a .list or .sources file of apt`,
  ]);
});

test('what the package manager says is told in one line, and what came is kept apart', async () => {
  knows({ [FIRST]: system('debian', 'none') });
  program('apt-get', 'echo "E: Could not resolve the\tmirror"; exit 100');
  writeFileSync('kit.list', 'deb http://127.0.0.1/ ./\n');
  const ended = await quantumKvm('kit-packages', 'packages', '--sources', 'kit.list');
  expect(ended.exitCode).toBe(1);
  expect(ended.stderr).toContain('quantum-kvm: apt-get: E: Could not resolve the mirror\n');
  expect(readdirSync('packages')).toEqual(['.partial']);
});

describe('hosts with RPM packages', () => {
  const SOURCES =
    '[base]\nbaseurl=http://127.0.0.1/\ngpgkey=file:///keys/one\n  https://127.0.0.1/two\n';
  /** What was run, a line each. */
  const ran = () => readFileSync('ran', 'utf8').trimEnd().split('\n');
  const noting = (name: string) => `echo ${name} "$@" >>'${join(folder, 'ran')}'`;

  beforeEach(() => {
    jest.spyOn(process, 'geteuid').mockReturnValue(0);
    writeFileSync('kit.repo', SOURCES);
  });
  afterEach(() => jest.restoreAllMocks());

  test('of the RHEL family get them from dnf, for their release and not that of this machine', async () => {
    knows({ [FIRST]: system('rocky', '9.4', 'rhel', 'fedora') });
    program(
      'dnf',
      `${noting('dnf')}; for a; do case $a in --downloaddir=*) echo x >"\${a#*=}/qemu-kvm-1.rpm" ;; esac; done`,
    );
    const { exitCode, stdout } = await quantumKvm(
      'kit-packages',
      'packages',
      '--sources',
      'kit.repo',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rocky 9\.4 x86_64 +192\.168\.12\.34 +qemu-kvm .* +1 +1 +1$/m);
    expect(readdirSync('packages')).toEqual(['SHA256SUMS', 'qemu-kvm-1.rpm']);
    expect(ran()).toEqual([
      expect.stringMatching(
        / --releasever=9 .*--setopt=reposdir=\S+ .*--setopt=gpgcheck=True .*platform:el9 install --downloadonly /,
      ),
    ]);
  });

  test('for another user than root dnf is not begun', async () => {
    jest.spyOn(process, 'geteuid').mockReturnValue(1000);
    knows({ [FIRST]: system('rocky', '9.4', 'rhel') });
    program('dnf', 'exit 1');
    expect(await refused('packages', '--sources', 'kit.repo')).toEqual([
      'quantum-kvm: dnf does this for root alone; run it as root',
    ]);
  });

  test('of a repository without its key nothing is taken, and the cure is told', async () => {
    knows({ [FIRST]: system('rocky', '9.4', 'rhel') });
    program('dnf', 'echo "You have enabled checking of packages via GPG keys."; exit 1');
    const ended = await quantumKvm('kit-packages', 'packages', '--sources', 'kit.repo');
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('add its gpgkey= to the .repo file');
  });

  test('of SUSE get them from zypper, which trusts the keys of the sources alone', async () => {
    knows({ [FIRST]: system('sles', '15.5', 'suse') });
    for (const name of ['rpm', 'rpmkeys']) program(name, noting(name));
    program(
      'zypper',
      `${noting('zypper')}; case $* in *refresh) exit ;; esac; while [ "$1" != --pkg-cache-dir ]; do shift; done; mkdir "$2/base"; echo x >"$2/base/qemu-x86-1.rpm"`,
    );
    const ended = await quantumKvm('kit-packages', 'packages', '--sources', 'kit.repo', '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({ files: 1, added: 1, hosts: [FIRST] });
    expect(readdirSync('packages')).toEqual(['SHA256SUMS', 'qemu-x86-1.rpm']);
    expect(ran()).toEqual([
      expect.stringMatching(/^rpmkeys --root \S+ --import \/keys\/one$/),
      expect.stringMatching(/^rpmkeys --root \S+ --import https:\/\/127\.0\.0\.1\/two$/),
      expect.stringMatching(/^zypper .* refresh$/),
      expect.stringMatching(
        /^zypper --non-interactive --root .* --releasever 15\.5 install --download-only /,
      ),
    ]);
  });
});
