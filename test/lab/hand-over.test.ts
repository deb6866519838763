import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chapters } from './support/document';
import { machine, qemuPid } from './support/hosts';
import { ADDRESSES, Project, done, onHost } from './support/project';
import { TaskRunner } from './support/task-runner';

jest.setTimeout(300_000);

const DOCUMENT = chapters('hand-over.md');

let old: Project;
let folder: string;
let next: TaskRunner;
let pid: string;

/** The second machine has an empty home. */
beforeAll(() => {
  old = new Project({ 'kvm.host.range': ADDRESSES[0]! });
  done(old.quantumKvm('check'));
  done(old.deploy());
  pid = qemuPid(1);
  const second = mkdtempSync(join(tmpdir(), 'second-'));
  const home = join(second, 'home');
  mkdirSync(home);
  folder = join(second, 'project');
  mkdirSync(folder);
  next = new TaskRunner(folder, (text) => text, { HOME: home });
});
afterAll(() => {
  done(old.destroy());
  old.remove();
  rmSync(join(folder, '..'), { recursive: true });
});

const blocks = (chapter: string) => DOCUMENT.get(chapter)!;

test('by the page alone, a folder on an empty home plans no changes', () => {
  const [pack, ...rest] = blocks('To another machine');
  new TaskRunner(old.folder, (text) => text).follow(pack!);
  cpSync(join(old.folder, 'hand-over.tar.gz'), join(folder, 'hand-over.tar.gz'));
  rest.forEach((block) => next.follow(block));
  expect(next.output).not.toMatch(/prepare the host|new VM/);
  expect(qemuPid(1)).toBe(pid);
});

test('a lost key is said to be made anew, and the hosts get it by the password', () => {
  const before = onHost(1, 'cat', '/root/.ssh/authorized_keys');
  rmSync(join(folder, '.quantum-kvm', 'id_ed25519'));
  rmSync(join(folder, '.quantum-kvm', 'id_ed25519.pub'));
  blocks('The key is lost').forEach((block) => next.follow(block));
  expect(onHost(1, 'cat', '/root/.ssh/authorized_keys').length).toBeGreaterThan(before.length);
  expect(qemuPid(1)).toBe(pid);
});

test('after the state was lost, the VMs that run are taken over', () => {
  rmSync(join(folder, 'state'), { recursive: true });
  blocks('The state is lost').forEach((block) => next.follow(block));
  expect(next.run(`npx quantum-kvm status --hosts ${ADDRESSES[0]}`)).toContain(machine(1));
  expect(qemuPid(1)).toBe(pid);
});
