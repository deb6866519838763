import { mkdtempSync, chmodSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onHost } from '../../lab/support/project';
import { ran } from '../../lab/support/command';

const ROOT = resolve(__dirname, '..', '..', '..');
const RUN = process.env.LAB_RUN ?? join(ROOT, 'lab', 'run');
const IMAGES = 'var/lib/libvirt/images';

/** The root of a lab host's files, as its PID 1 sees them. */
function root(host: number): string {
  const [, pid = ''] = readFileSync(join(RUN, 'hosts', String(host), 'init'), 'utf8').split(' ');
  return `/proc/${pid}/root`;
}

const libvirt = (host: number) =>
  `qemu+unix:///system?socket=${root(host)}/run/libvirt/libvirt-sock`;

/** Migrates a guest that runs from one host of the lab to another, with copies of its images. */
export function migrate(from: number, to: number, vm: string): void {
  // The hosts have folders for temporary files of their own, but this one.
  const shared = mkdtempSync('/var/tmp/migration-');
  try {
    chmodSync(shared, 0o777);
    onHost(to, 'mkdir', '-p', `/${IMAGES}`);
    insist(
      'sh',
      '-c',
      `cp -p --sparse=always "$1"/${IMAGES}/"$3"* "$2"/${IMAGES}`,
      'sh',
      root(from),
      root(to),
      vm,
    );
    const options = [
      '--unsafe',
      '--persistent',
      '--migrateuri',
      `unix://${join(shared, 'socket')}`,
    ];
    insist(
      'timeout',
      '60',
      'virsh',
      '-q',
      '-c',
      libvirt(from),
      'migrate',
      vm,
      libvirt(to),
      ...options,
    );
  } finally {
    rmSync(shared, { recursive: true });
  }
}

function insist(command: string, ...args: readonly string[]): void {
  const { status, stderr } = ran(command, args);
  if (status !== 0) throw new Error(`${command}: exit code ${status}\n${stderr}`);
}
