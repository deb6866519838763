import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment } from '../../stacks/deployment';
import { readDeploymentInput } from '../../stacks/deployment-input';
import { Json } from '../fixtures/synthesized';
import { Project } from '../../lib/node/project';
import { KeyPair } from '../ssh/ssh-host';
import { TERRAFORM_BINARY } from '../fixtures/terraform-binary';

/** A deployed host as version 0.1.0 left it: configuration, facts and state. */
const FIXTURE = join(__dirname, '..', 'fixtures', 'upgrade');
const STACK = 'host-192-168-12-34';
const CONFIG = 'quantum_server_config.xml';
const KEY = new KeyPair();
const RECORDED_KEY: string = JSON.parse(readFileSync(join(FIXTURE, 'hosts.lock.json'), 'utf8'))
  .deployment.publicKey;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  mkdirSync(join(folder, 'state'));
  mkdirSync(join(folder, '.quantum-kvm'));
  const key = join(folder, '.quantum-kvm', 'id_ed25519');
  writeFileSync(key, KEY.privateKey, { mode: 0o600 });
  copyFileSync(join(FIXTURE, CONFIG), join(folder, CONFIG));
  placed('hosts.lock.json', 'hosts.lock.json');
  placed(`${STACK}.tfstate`, join('state', `${STACK}.tfstate`));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of the fixture, with the public half of a key that is there. */
function placed(name: string, as: string): void {
  const text = readFileSync(join(FIXTURE, name), 'utf8');
  writeFileSync(join(folder, as), text.replaceAll(RECORDED_KEY, KEY.publicKey));
}

/** Synthesizes what this version makes of the configuration; gives the stack's folder. */
function synthesize(): string {
  const { specs, problems } = readDeploymentInput(join(folder, CONFIG));
  const project = new Project(join(folder, CONFIG));
  expect(problems).toEqual([]);
  const outdir = join(folder, 'cdktf.out');
  new Deployment({ input: { project, specs }, outdir }).synth();
  return join(outdir, 'stacks', STACK);
}

function terraform(cwd: string, env: NodeJS.ProcessEnv, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(TERRAFORM_BINARY, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, said: (stdout + stderr).replace(/\s+/g, ' ') };
}

/** Plans without asking the host; what becomes of each resource of libvirt. */
function planned(env: NodeJS.ProcessEnv = {}) {
  const cwd = synthesize();
  expect(terraform(cwd, env, 'init', '-input=false', '-lockfile=readonly').status).toBe(0);
  const args = ['plan', '-input=false', '-no-color', '-refresh=false', '-out=tfplan'];
  const { status, said } = terraform(cwd, env, ...args);
  if (status !== 0) return said;
  const plan: Json = JSON.parse(terraform(cwd, env, 'show', '-json', 'tfplan').stdout);
  return plan.resource_changes
    .filter(({ type }: Json) => type.startsWith('libvirt_'))
    .map(({ address, change }: Json) => `${address} ${change.actions}`)
    .sort();
}

test('what an earlier version deployed is neither replaced nor changed', () => {
  expect(planned()).toEqual([
    'libvirt_domain.Machine_6FC8AE80 no-op',
    'libvirt_network.Network-br0_F30AFF70 no-op',
    'libvirt_network.Network-br1_D056998E no-op',
    'libvirt_network.Network-br2_DE538FEF no-op',
    'libvirt_volume.SystemDisk_4185F0E4 no-op',
  ]);
});

test('Terraform alone does not replace a disk; the runner, which asks for its loss by name, may', () => {
  const xml = readFileSync(join(folder, CONFIG), 'utf8');
  writeFileSync(join(folder, CONFIG), xml.replace('value="vm"', 'value="other"'));
  expect(planned()).toContain('would give up the data on default/vm054.qcow2');
  expect(planned({ QUANTUM_KVM_REPLACE_DISKS: 'yes' })).toContain(
    'libvirt_volume.SystemDisk_4185F0E4 delete,create',
  );
});
