import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONSEQUENCES, Consequence } from '../../fleet/review/consequence';
import { ADDRESSES, Project, Run, done, lab, onHost } from '../lab/support/project';

jest.setTimeout(900_000);

const GUEST = execFileSync(resolve(__dirname, '..', '..', 'lab', 'guest', 'build'), {
  encoding: 'utf8',
}).trim();
const DISK = 'wwn-0x5000000000000077';
const DISK_PATH = `/dev/disk/by-id/${DISK}`;
/** A name that no host has: it is in a definition alone. */
const OTHER_DISK = '/dev/disk/by-id/wwn-0x5000000000000078';
const OTHER_PATH = '/srv/machines';
const OTHER_POOL = 'quantum-srv-machines';
const ALLOWED = ['--allow', 'restart,reinstall,data-loss'];

type Settings = Readonly<Record<string, string | null>>;

let settings: Settings = {
  'kvm.host.range': ADDRESSES[0]!,
  'kvm.install.media': GUEST,
  'kvm.shutdown.timeout.seconds': '60',
  'kvm.network.number': '1',
  'kvm.bridge.index2.name': null,
  'kvm.prefix.string': 'vm',
  'kvm.host.name.interval': '20',
};
let project: Project;
/** What was predicted and what happened, printed in the end. */
const seen: string[] = [];

beforeAll(() => {
  lab('disk', '1', 'add', DISK, '2T');
  project = new Project(settings);
  done(project.quantumKvm('check'));
  done(project.quantumKvm('deploy', '--yes'));
  agentAnswers();
});
afterAll(() => {
  done(project.quantumKvm('destroy', '--yes'));
  project.remove();
  onHost(1, 'sh', '-c', `virsh pool-destroy ${OTHER_POOL} && virsh pool-undefine ${OTHER_POOL}`);
  lab('disk', '1', 'remove', DISK);
  process.stdout.write(`${seen.join('\n')}\n`);
});

/** The VM's name as it is configured. */
function vm(): string {
  const { 'kvm.prefix.string': prefix, 'kvm.host.name.interval': interval } = settings;
  const number = Number(ADDRESSES[0]!.split('.')[3]) + Number(interval);
  return `${prefix}${String(number).padStart(3, '0')}`;
}

function agent(command: object): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(command);
  const answer = onHost(1, 'virsh', 'qemu-agent-command', vm(), text, '--timeout', '5');
  return JSON.parse(answer).return;
}

/** Waits until the guest has booted as far as its agent. */
function agentAnswers(): void {
  const ping = `virsh qemu-agent-command ${vm()} '{"execute":"guest-ping"}' --timeout 2`;
  onHost(1, 'sh', '-c', `for i in $(seq 120); do ${ping} && exit; sleep 0.5; done 2>&1; exit 1`);
}

function inGuest(script: string): void {
  const exec = { path: '/bin/sh', arg: ['-c', script] };
  const { pid } = agent({ execute: 'guest-exec', arguments: exec });
  for (let i = 0; i < 50; i += 1) {
    const { exited, exitcode } = agent({ execute: 'guest-exec-status', arguments: { pid } });
    if (exited) return expect(exitcode).toBe(0);
  }
  throw new Error(`the guest does not finish: ${script}`);
}

/** The guest as a run of QEMU, and what stands on its system disk. */
function guest(): { pid: string; mark: string } {
  const disk = onHost(1, 'virsh', 'domblklist', vm(), '--details').match(/\/\S+\.qcow2/)![0];
  const read = `qemu-img dd -U -O raw bs=1M skip=1 count=2 if=${disk} of=/tmp/mark && head -c 4 /tmp/mark`;
  return {
    pid: onHost(1, 'cat', `/run/libvirt/qemu/${vm()}.pid`),
    mark: onHost(1, 'sh', '-c', read),
  };
}

function lastDocument({ output }: Run) {
  const lines = output.split('\n').filter((line) => line.startsWith('{"type"'));
  return JSON.parse(lines.at(-1)!);
}

/** The worst that the plan says of any row; and the rows. The plan itself is put into a folder. */
function predicted(folder: string): { worst: Consequence; rows: string } {
  const { rows } = lastDocument(project.quantumKvm('plan', '--json', '--out', folder)) as {
    rows: readonly { change: string; consequence: Consequence }[];
  };
  const ranks = rows.map(({ consequence }) => CONSEQUENCES.indexOf(consequence));
  return {
    worst: CONSEQUENCES[Math.max(...ranks)]!,
    rows: rows.map(({ change, consequence }) => `${change} (${consequence})`).join(', '),
  };
}

/** By the consequence: whether the same QEMU goes on, and whether the system disk keeps its contents. */
const HAPPENS: Readonly<Record<Consequence, { sameProcess: boolean; keepsDisk: boolean }>> = {
  none: { sameProcess: true, keepsDisk: true },
  online: { sameProcess: true, keepsDisk: true },
  restart: { sameProcess: false, keepsDisk: true },
  shutdown: { sameProcess: false, keepsDisk: true },
  reinstall: { sameProcess: false, keepsDisk: false },
  'data loss': { sameProcess: false, keepsDisk: false },
};

const CHANGES: readonly [title: string, change: Settings, consequence: Consequence][] = [
  ['a higher quota', { 'kvm.cpu.percentage': '45' }, 'online'],
  ['a vCPU more', { 'kvm.cpu.percentage': '80' }, 'online'],
  ['a vCPU less', { 'kvm.cpu.percentage': '45' }, 'restart'],
  ['a further NIC', { 'kvm.network.number': '2', 'kvm.bridge.index2.name': 'br2' }, 'online'],
  ['a NIC less', { 'kvm.network.number': '1', 'kvm.bridge.index2.name': null }, 'online'],
  ['another bridge', { 'kvm.bridge.index1.name': 'br2' }, 'online'],
  ['a larger system disk', { 'kvm.system.size.gb': '5' }, 'online'],
  ['autostart off', { 'kvm.autostart': 'false' }, 'online'],
  ['another shutdown timeout', { 'kvm.shutdown.timeout.seconds': '50' }, 'none'],
  ['the medium ejected', { 'kvm.install.media': 'none' }, 'online'],
  ['a medium inserted', { 'kvm.install.media': GUEST }, 'online'],
  ['a data disk', { 'kvm.data.disks': DISK_PATH }, 'online'],
  ['more memory', { 'kvm.memory.size.gb': '2' }, 'restart'],
  ['another VNC port', { 'kvm.vnc.port.base': '6000' }, 'restart'],
  ['VNC for others', { 'kvm.vnc.listen': '0.0.0.0' }, 'restart'],
  ['a smaller system disk', { 'kvm.system.size.gb': '4' }, 'data loss'],
  ['another storage location', { 'kvm.location.path': OTHER_PATH }, 'data loss'],
  ['another number', { 'kvm.host.name.interval': '30' }, 'data loss'],
  ['another prefix', { 'kvm.prefix.string': 'dbs' }, 'data loss'],
];

test.each(CHANGES)('%s: what the plan says is what happens', (title, change, consequence) => {
  inGuest('printf mark | dd of=/dev/vda seek=2048 conv=notrunc,fsync');
  const before = guest();
  expect(before.mark).toBe('mark');
  settings = { ...settings, ...change };
  project.configure(settings);
  const { worst, rows } = predicted(title);
  done(project.deploy('--plan', title, ...ALLOWED));
  agentAnswers();
  const after = guest();
  const happened = { sameProcess: after.pid === before.pid, keepsDisk: after.mark === before.mark };
  seen.push(`${title}: ${rows}; ${JSON.stringify(happened)}`);
  expect(worst).toBe(consequence);
  expect(happened).toEqual(HAPPENS[consequence]);
});

test('a VM whose tag has no deployment yet gets it while it runs', () => {
  const { id } = JSON.parse(
    readFileSync(join(project.folder, 'hosts.lock.json'), 'utf8'),
  ).deployment;
  const tag = `virsh metadata ${vm()} urn:quantum-kvm:machine`;
  const without = `${tag} --key quantum --set "$(${tag} --config | sed '1s/ deployment=[^ >]*//')"`;
  onHost(1, 'sh', '-c', `${without} --config && ${without} --live`);
  const before = guest();
  const { rows } = predicted('tag');
  expect(rows).toBe('VM marked as of this deployment (none)');
  done(project.deploy('--plan', 'tag'));
  expect(guest().pid).toBe(before.pid);
  for (const of of ['--config', '--live']) {
    expect(onHost(1, 'sh', '-c', `${tag} ${of}`)).toContain(`deployment="${id}"`);
  }
});

test('a data disk that was exchanged on the host is put back only when its loss is allowed', () => {
  onHost(1, 'sh', '-c', `virsh destroy ${vm()} && virsh dumpxml ${vm()} --inactive >/tmp/vm.xml`);
  onHost(
    1,
    'sh',
    '-c',
    `sed -i 's#${DISK_PATH}#${OTHER_DISK}#' /tmp/vm.xml && virsh define /tmp/vm.xml`,
  );
  const definition = () => onHost(1, 'virsh', 'dumpxml', vm(), '--inactive');
  const { rows } = predicted('exchanged');
  expect(rows).toContain(`data disk ${OTHER_DISK} replaced by ${DISK_PATH}`);
  expect(rows).toContain('(data loss)');
  expect(project.deploy('--plan', 'exchanged').status).toBe(2);
  const { output } = project.cdktf('plan');
  expect(output.replace(/[\s│]+/g, ' ')).toContain('would be lost to the guest');
  expect(definition()).toContain(OTHER_DISK);
  done(project.deploy('--plan', 'exchanged', ...ALLOWED));
  expect(definition()).toContain(DISK_PATH);
});

test('nothing is left to change', () => {
  expect(project.quantumKvm('plan').status).toBe(0);
});
