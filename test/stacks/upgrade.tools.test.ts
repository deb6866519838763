import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment } from '../../stacks/deployment';
import { readDeploymentInput } from '../../stacks/deployment-input';
import { Json } from '../fixtures/synthesized';
import { Project } from '../../lib/node/project';
import { KeyPair } from '../ssh/ssh-host';
import { terraformEnvironment } from '../../lib/node/terraform/terraform-environment';
import { TERRAFORM_BINARY } from '../fixtures/terraform-binary';

const FIXTURES = join(__dirname, '..', 'fixtures');
const CONFIG = 'quantum_server_config.xml';
const KEY = new KeyPair();

/** A deployed host as an earlier version left it: configuration, facts and state. */
interface Left {
  /** Its folder among the fixtures. */
  readonly fixture: string;
  readonly stack: string;
}

/** Before data disks had serial numbers and deployments an identity. */
const EARLY: Left = { fixture: 'upgrade', stack: 'host-192-168-12-34' };
/** With a data disk. */
const RELEASE: Left = { fixture: '0.1.0', stack: 'host-127-0-12-34' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  mkdirSync(join(folder, 'state'));
  mkdirSync(join(folder, '.quantum-kvm'));
  const key = join(folder, '.quantum-kvm', 'id_ed25519');
  writeFileSync(key, KEY.privateKey, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts down what was left, with the public half of a key that is there. */
function take({ fixture, stack }: Left): void {
  const read = (name: string) => readFileSync(join(FIXTURES, fixture, name), 'utf8');
  const recorded: string = JSON.parse(read('hosts.lock.json')).deployment.publicKey;
  const place = (name: string, as: string) =>
    writeFileSync(join(folder, as), read(name).replaceAll(recorded, KEY.publicKey));
  place(CONFIG, CONFIG);
  place('hosts.lock.json', 'hosts.lock.json');
  place(`${stack}.tfstate`, join('state', `${stack}.tfstate`));
}

/** Synthesizes what this version makes of the configuration; gives the stack's folder. */
function synthesize({ stack }: Left): string {
  const { specs, problems } = readDeploymentInput(join(folder, CONFIG));
  const project = new Project(join(folder, CONFIG));
  expect(problems).toEqual([]);
  const outdir = join(folder, 'cdktf.out');
  new Deployment({ input: { project, specs }, outdir }).synth();
  return join(outdir, 'stacks', stack);
}

function terraform(cwd: string, env: NodeJS.ProcessEnv, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(TERRAFORM_BINARY, args, {
    cwd,
    env: { ...terraformEnvironment(), QUANTUM_KVM_REPLACE_DISKS: 'no', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, said: (stdout + stderr).replace(/\s+/g, ' ') };
}

/** Plans without asking the host; what becomes of each resource that is not left as it is. */
function planned(left: Left, env: NodeJS.ProcessEnv = {}) {
  const cwd = synthesize(left);
  expect(terraform(cwd, env, 'init', '-input=false', '-lockfile=readonly').status).toBe(0);
  const args = ['plan', '-input=false', '-no-color', '-refresh=false', '-out=tfplan'];
  const { status, said } = terraform(cwd, env, ...args);
  if (status !== 0) return said;
  const plan: Json = JSON.parse(terraform(cwd, env, 'show', '-json', 'tfplan').stdout);
  return plan.resource_changes
    .filter(({ mode }: Json) => mode === 'managed')
    .map(({ address, change }: Json) => `${address} ${change.actions}`)
    .sort();
}

const UNCHANGED = [
  'libvirt_domain.Machine_6FC8AE80 no-op',
  'libvirt_network.Network-br0_F30AFF70 no-op',
  'libvirt_network.Network-br1_D056998E no-op',
  'libvirt_network.Network-br2_DE538FEF no-op',
  'libvirt_volume.SystemDisk_4185F0E4 no-op',
];

/** Those of the preparation run again where scripts are others; what runs once more is made anew, and nothing is removed. */
const PREPARED = /^null_resource\.Preparation_\w+ (no-op|create|delete,create|update)$/;

test.each([EARLY, RELEASE])(
  'what was deployed before is neither replaced nor changed: $fixture',
  (left) => {
    take(left);
    const changes = planned(left) as string[];
    expect(changes.filter((change) => change.startsWith('libvirt_'))).toEqual(UNCHANGED);
    const others = changes.filter((change) => !change.startsWith('libvirt_'));
    expect(others.filter((change) => !PREPARED.test(change))).toEqual([]);
  },
);

test('Terraform alone does not replace a disk; the runner, which asks for its loss by name, may', () => {
  take(RELEASE);
  const xml = readFileSync(join(folder, CONFIG), 'utf8');
  writeFileSync(join(folder, CONFIG), xml.replace('value="vm"', 'value="other"'));
  expect(planned(RELEASE)).toContain('would give up the data on default/vm054.qcow2');
  expect(planned(RELEASE, { QUANTUM_KVM_REPLACE_DISKS: 'yes' })).toContain(
    'libvirt_volume.SystemDisk_4185F0E4 delete,create',
  );
});
