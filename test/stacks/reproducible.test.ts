import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { writeFacts } from '../../lib/facts/facts-file';
import { Deployment } from '../../stacks/deployment';
import { readDeploymentInput } from '../../stacks/deployment-input';
import { hostSpec } from '../fixtures/host-spec';
import { buildProviderBelow } from '../fixtures/built-provider';
import { KeyPair } from '../ssh/ssh-host';

const KEY = new KeyPair();
const EXAMPLE = join(__dirname, '..', '..', 'examples', 'quantum_server_config.xml');
const ADDRESSES = ['192.168.12.34', '192.168.12.35', '192.168.12.36', '192.168.12.40'];

let scratch: string;
let home: string;
beforeEach(() => {
  home = process.cwd();
  scratch = mkdtempSync(join(tmpdir(), 'checkouts-'));
  buildProviderBelow(join(scratch, 'home'));
});
afterEach(() => {
  process.chdir(home);
  jest.restoreAllMocks();
  rmSync(scratch, { recursive: true });
});

/** Synthesizes the example in a checkout at this path, and gives every file's text by its relative path. */
function synthesizedIn(path: string): Record<string, string> {
  const checkout = join(scratch, path);
  mkdirSync(checkout, { recursive: true });
  process.chdir(checkout);
  writeFileSync('quantum_server_config.xml', readFileSync(EXAMPLE), { mode: 0o600 });
  mkdirSync('.quantum-kvm');
  writeFileSync(join('.quantum-kvm', 'id_ed25519'), KEY.privateKey, { mode: 0o600 });
  const { facts } = hostSpec();
  const bridges = ['br0', 'br1', 'br2'].map((name) => ({ name, mtu: 1500 }));
  const hosts = Object.fromEntries(ADDRESSES.map((address) => [address, { ...facts, bridges }]));
  const deployment = {
    publicKey: KEY.publicKey,
    installMedia: { path: '/opt/deploy/dbs.iso', sizeBytes: 1, sha256: '0'.repeat(64) },
  };
  writeFacts('hosts.lock.json', { version: 1, deployment, hosts });
  const input = readDeploymentInput();
  expect(input.problems).toEqual([]);
  new Deployment({ input }).synth();
  return textsBelow(join(checkout, 'cdktf.out'));
}

function textsBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) =>
    f.isFile(),
  );
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [relative(folder, path), readFileSync(path, 'utf8')];
    }),
  );
}

test('two checkouts in different folders synthesize the same bytes', () => {
  const one = synthesizedIn('one');
  expect(Object.keys(one)).toContain('stacks/host-192-168-12-40/cdk.tf.json');
  expect(synthesizedIn('deeper/and/elsewhere')).toEqual(one);
});

test('no file holds the password or a path of the deployment node', () => {
  const texts = Object.values(synthesizedIn('one'));
  for (const text of texts) {
    expect(text).not.toMatch(/Zetta|Stor &/);
    expect(text).not.toContain(scratch);
    expect(text).not.toContain(home);
  }
});
