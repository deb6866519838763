import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostScriptText } from '../../lib/host-scripts/script-text';
import { ran } from './support/command';
import { stack } from './support/hosts';
import { ADDRESSES, Project, Started, done, onHost } from './support/project';

jest.setTimeout(600_000);

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'offline-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** A .deb without content that asks for others; returns its file. */
function deb(into: string, name: string, depends = ''): void {
  const root = join(folder, 'build', name);
  fs.mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  fs.chmodSync(join(root, 'DEBIAN'), 0o755);
  const fields = ['Version: 1:1', 'Architecture: all', 'Maintainer: x', 'Description: x'];
  const control = [`Package: ${name}`, ...fields, ...(depends ? [`Depends: ${depends}`] : [])];
  fs.writeFileSync(join(root, 'DEBIAN', 'control'), `${control.join('\n')}\n`);
  execFileSync('dpkg-deb', ['--build', root, join(into, `${name}_1%3a1_all.deb`)]);
}

describe('a host that lacks packages, without network', () => {
  const NEEDED = ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'];

  /** Runs preparation's installation over a copy of this machine without these packages and what depends on them. */
  function install(packages: string): string {
    const script = join(folder, 'install.sh');
    fs.writeFileSync(script, hostScriptText('install.sh'));
    const steps = `set -e
      mount -t tmpfs tmpfs '${folder}'/over; cd '${folder}'/over; mkdir upper work root
      mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
      mount --rbind /proc root/proc; mount --rbind /dev root/dev; mount -t tmpfs tmpfs root/run
      awk -v RS= -v ORS='\\n\\n' '!/^Package: (qemu|libvirt|surplus|tiny)/ && !/\\nDepends:[^\\n]*(qemu|libvirt)/' /var/lib/dpkg/status >status
      mv status root/var/lib/dpkg/status
      cp -r '${packages}' root/root/packages; cp '${script}' root/install.sh
      chroot root sh -c 'QK_PACKAGES_FOLDER=packages sh /install.sh; dpkg -l surplus 2>&1; ls /root/packages 2>&1'`;
    fs.mkdirSync(join(folder, 'over'), { recursive: true });
    const run = ran('unshare', ['--mount', '--net', 'sh', '-c', steps]);
    return run.stdout + run.stderr;
  }

  test('gets them from the folder, with what they depend on and nothing else', () => {
    const packages = join(folder, 'packages');
    fs.mkdirSync(packages);
    for (const name of NEEDED) deb(packages, name, 'tiny-library');
    deb(packages, 'tiny-library');
    deb(packages, 'surplus');
    const said = install(packages);
    expect(said).toContain(`DONE\tpackages\tinstalled ${NEEDED.join(' ')}`);
    expect(said).toContain('no packages found matching surplus');
    expect(said).toMatch(/cannot access '\/root\/packages'/);
  });

  test('is told by name what the folder lacks', () => {
    const packages = join(folder, 'packages');
    fs.mkdirSync(packages);
    for (const name of NEEDED) deb(packages, name, 'tiny-library');
    expect(install(packages)).toMatch(/FAIL\tpackages\t.*tiny-library.*\tput what is lacking/);
  });
});

describe('kvm.packages.directory', () => {
  let project: Project;
  beforeEach(() => {
    project = new Project({ 'kvm.install.media': 'none', 'kvm.packages.directory': 'packages' });
    fs.mkdirSync(join(project.folder, 'packages'));
    deb(join(project.folder, 'packages'), 'surplus');
    fs.writeFileSync(join(project.folder, 'packages', 'large.deb'), Buffer.alloc(64 << 20));
    process.env.QK_UPLOAD_SLOTS = join(folder, 'slots');
  });
  afterEach(() => {
    delete process.env.QK_UPLOAD_SLOTS;
    project.destroy();
    project.remove();
  });

  /** The most stacks that had a slot at one time, sampled while a deployment runs. */
  async function mostAtOnce(deployment: Started): Promise<number> {
    let most = 0;
    const sample = setInterval(() => {
      const folders = ADDRESSES.flatMap((_, i) => project.stackFolders(stack(i + 1)));
      const tickets = folders.map((at) => join(at, '.upload-slot'));
      most = Math.max(most, tickets.filter((ticket) => fs.existsSync(ticket)).length);
    }, 20);
    const status = await deployment.ended;
    clearInterval(sample);
    expect(status).toBe(0);
    return most;
  }

  test('is copied to each host once, by at most four at a time, and removed there', async () => {
    done(project.quantumKvm('check'));
    const most = await mostAtOnce(project.startCdktfDeploy());
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
    for (const [i] of ADDRESSES.entries())
      expect(onHost(i + 1, 'ls', '-A', '/root')).not.toContain('packages');
    expect(done(project.cdktfDeploy()).output).not.toMatch(
      /OfflinePackages.*(Creating|Provisioning)/,
    );
  });

  test('waits for a slot that another run has', async () => {
    const slots = join(folder, 'slots');
    fs.mkdirSync(slots);
    const others = ['1', '2', '3'].map((slot) =>
      spawn('sh', ['-c', 'exec 9>"$1"; flock 9; exec sleep 600', 'sh', join(slots, slot)]),
    );
    done(project.quantumKvm('check'));
    expect(await mostAtOnce(project.startDeploy())).toBe(1);
    for (const other of others) other.kill('SIGKILL');
  });
});
