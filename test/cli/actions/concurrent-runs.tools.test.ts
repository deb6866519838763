import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ADDRESSES, FleetProject } from '../fleet-project';

const PROGRAM = resolve(__dirname, '..', '..', '..', 'dist', 'cli', 'quantum-kvm.js');
const [FIRST] = ADDRESSES;
const DIFFERENCES = 3;
const ROUNDS = 10;

let project: FleetProject;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  // The project's own stands in for Terraform; here the real one runs.
  environment = { ...process.env };
  project = await FleetProject.make();
});
afterEach(() => project.remove());

const fileOf = (memoryGib: number) => join(project.folder, `${memoryGib}.xml`);

/** Writes an XML that gives the host's VM so much memory. */
function configuration(memoryGib: number): void {
  project.configure([FIRST], { 'kvm.memory.size.gb': String(memoryGib) });
  copyFileSync(join(project.folder, 'quantum_server_config.xml'), fileOf(memoryGib));
}

/** What `quantum-kvm plan` says of a configuration. */
async function planned(memoryGib: number): Promise<string> {
  const args = [PROGRAM, 'plan', '--json', '--config', fileOf(memoryGib)];
  const options = { cwd: project.folder, env: environment };
  const ended = await promisify(execFile)('node', args, options).catch((error) => error);
  if (ended.code !== DIFFERENCES) throw new Error(`exit code ${ended.code}: ${ended.stdout}`);
  return ended.stdout;
}

test('two runs at a time plan each its own configuration, ten times, with the real Terraform', async () => {
  [100, 120].forEach(configuration);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const [a, b] = await Promise.all([100, 120].map(planned));
    expect(a).toContain(' vCPUs, 100 GiB memory');
    expect(b).toContain(' vCPUs, 120 GiB memory');
  }
}, 180_000);
