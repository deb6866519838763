import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { writeFacts } from '../../../lib/facts/facts-file';
import { xml } from '../../config/sample';
import { facts, fleet } from '../../machine/sample';
import { KeyPair } from '../../ssh/ssh-host';

const PROGRAM = resolve(__dirname, '..', '..', '..', 'dist', 'cli', 'quantum-kvm.js');
const ADDRESS = '192.0.2.34';
const DIFFERENCES = 3;
const ROUNDS = 10;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'project-'));
  const key = new KeyPair();
  mkdirSync(join(folder, '.quantum-kvm'), { mode: 0o700 });
  writeFileSync(join(folder, '.quantum-kvm', 'id_ed25519'), key.privateKey, { mode: 0o600 });
  const all = fleet({ [ADDRESS]: facts });
  const deployment = { ...all.deployment, publicKey: key.publicKey };
  writeFacts(join(folder, 'hosts.lock.json'), { ...all, deployment });
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (memoryGib: number) => join(folder, `${memoryGib}.xml`);

/** Writes an XML that gives the host's VM so much memory. */
function configuration(memoryGib: number): void {
  const text = xml({
    'kvm.host.range': ADDRESS,
    'kvm.install.media': 'none',
    'kvm.memory.size.gb': String(memoryGib),
  });
  writeFileSync(fileOf(memoryGib), text, { mode: 0o600 });
}

/** What `quantum-kvm plan` says of a configuration; its host is not asked, because it has no state. */
async function planned(memoryGib: number): Promise<string> {
  const args = [PROGRAM, 'plan', '--json', '--config', fileOf(memoryGib)];
  const ended = await promisify(execFile)('node', args, { cwd: folder }).catch((error) => error);
  if (ended.code !== DIFFERENCES) throw new Error(`exit code ${ended.code}: ${ended.stdout.slice(-3000)}`);
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
