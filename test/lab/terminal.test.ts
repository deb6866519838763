import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { machine, qemuPid, stack, state } from './support/hosts';
import { ADDRESSES, Project, done } from './support/project';
import { PseudoTerminal } from '../screen/pseudo-terminal';

jest.setTimeout(300_000);

const HOSTS = [1, 2] as const;
const RANGE = ADDRESSES.slice(0, 2).join(',');
const REFUSED = 2;

let project: Project;
let terminal: PseudoTerminal;

beforeAll(() => {
  // The guest does not hear the power button.
  project = new Project({ 'kvm.host.range': RANGE, 'kvm.shutdown.timeout.seconds': '1' });
});
afterEach(() => terminal.close());
afterAll(() => {
  done(project.destroy());
  project.remove();
});

test('check shows the keys, asks, and after yes what it found', async () => {
  terminal = project.quantumKvmIn({ columns: 80 }, 'check');
  await terminal.until(`those of ${ADDRESSES[0]}, ${ADDRESSES[1]}?`);
  await terminal.until('yes/no:');
  terminal.type('yes\n');
  expect(await terminal.end()).toBe(0);
  expect(terminal.screen.text).toContain('hosts: 2 passed, 0 failed');
});

test('deploy draws what runs, asks on a screen of its own, and makes the VMs after yes', async () => {
  terminal = project.quantumKvmIn({ columns: 120 }, 'deploy');
  await terminal.until('planning: 0 of 2 hosts');
  await terminal.until('yes/no:');
  expect(terminal.screen.text).not.toContain('planning');
  expect(terminal.screen.text).toContain(
    `make 2 VMs on 2 hosts: ${machine(1)}, ${machine(2)}? yes/no:`,
  );
  terminal.type('y\n');
  await terminal.until('Answer yes or no:');
  expect(existsSync(join(project.folder, 'state', `${stack(1)}.tfstate`))).toBe(false);
  terminal.resize(80, 24);
  terminal.type('yes\n');
  await terminal.until('applying: 0 of 2 hosts');
  expect(await terminal.end()).toBe(0);
  expect(terminal.screen.text).not.toContain('applying');
  expect(terminal.screen.text).toContain('hosts: 2 done');
  expect(HOSTS.map(state)).toEqual(['running', 'running']);
});

test('Ctrl-C at the question of destroy leaves the VMs as they are', async () => {
  const before = HOSTS.map(qemuPid);
  terminal = project.quantumKvmIn({ columns: 80 }, 'destroy');
  await terminal.until('yes/no:');
  terminal.interrupt();
  expect(await terminal.end()).toBe(REFUSED);
  expect(terminal.screen.text).toMatch(
    /destroy 2 VMs and their disks on 2 hosts: .*\? yes\/no:\nquantum-kvm: nothing was changed$/,
  );
  expect(HOSTS.map(qemuPid)).toEqual(before);
});
