import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FleetProject } from '../../cli/fleet-project';
import { quantumKvm } from '../../cli/terminal';

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

const FILES = ['quantum_server_config.xml', 'hosts.lock.json', '.quantum-kvm'];

/** Moves the two files and the key into a folder of this name, and gives the hosts a medium from there. */
function movedTo(folder: string): string {
  project.configure(undefined, { 'kvm.install.media': 'dbs.iso' });
  mkdirSync(join(project.folder, folder));
  for (const file of FILES)
    renameSync(join(project.folder, file), join(project.folder, folder, file));
  writeFileSync(join(project.folder, folder, 'dbs.iso'), 'iso');
  return join(folder, 'quantum_server_config.xml');
}

test('a folder of a plain name holds a project', async () => {
  const { exitCode, stderr } = await quantumKvm('plan', '--config', movedTo('site a-1'));
  expect(stderr).not.toContain('error');
  expect(exitCode).toBe(0);
});

test.each(['${path.module}', '%{ if true }', 'a${file("x")}'])(
  'a folder named %s holds one too: Terraform is told paths from the project, not to it',
  async (name) => {
    const config = movedTo(name);
    const { exitCode, stderr } = await quantumKvm('plan', '--config', config);
    expect(stderr).not.toContain('error');
    expect(exitCode).toBe(0);
    const runs = join(project.folder, name, '.quantum-kvm');
    const stacks = readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('cdk.tf.json'),
    );
    expect(stacks).toHaveLength(3);
    for (const stack of stacks) expect(readFileSync(join(runs, stack), 'utf8')).not.toContain(name);
  },
);
