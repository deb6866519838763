import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFacts } from '../../lib/facts/facts-file';
import { fingerprint } from '../../lib/ssh/host-key';
import { Problem } from '../../lib/config/problem';
import { readDeploymentInput } from '../../stacks/deployment-input';
import { xml } from '../config/sample';
import { facts, fleet } from '../machine/sample';
import { KeyPair } from '../ssh/ssh-host';

const KEY = new KeyPair();

let folder: string;
let keyFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deployment-key-'));
  keyFile = join(folder, '.quantum-kvm', 'id_ed25519');
  mkdirSync(join(folder, '.quantum-kvm'));
  writeFileSync(keyFile, KEY.privateKey, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Problems of a project whose lock file has this public key. */
function problems(publicKey = KEY.publicKey): readonly Problem[] {
  const known = fleet({ '192.168.12.34': facts });
  const deployment = { ...known.deployment, publicKey };
  writeFacts(join(folder, 'hosts.lock.json'), { ...known, deployment });
  const file = join(folder, 'c.xml');
  writeFileSync(file, xml({ 'kvm.host.range': '192.168.12.34', 'kvm.install.media': 'none' }));
  return readDeploymentInput(file).problems;
}

test('the public half of the key in use is no problem', () => {
  expect(problems()).toEqual([]);
});

test('another public key in hosts.lock.json is refused, with both fingerprints', () => {
  const other = new KeyPair().publicKey;
  expect(problems(other)).toMatchObject([{ severity: 'error' }]);
  expect(problems(other)[0]?.kind).toBeUndefined();
  const [{ what } = { what: '' }] = problems(other);
  expect(what).toContain(fingerprint(other));
  expect(what).toContain(fingerprint(KEY.publicKey));
});

test('without the private key nothing is verified, and that is said', () => {
  rmSync(keyFile);
  expect(problems()).toMatchObject([{ severity: 'warning' }]);
  expect(problems()[0]?.what).toContain('was not verified');
});

test.each([0o640, 0o604, 0o660, 0o644, 0o610, 0o777])(
  'a private key of mode %o is refused, with the command that mends it',
  (mode) => {
    chmodSync(keyFile, mode);
    expect(problems()).toMatchObject([{ severity: 'error', where: keyFile }]);
    expect(problems()[0]?.cure).toContain(`chmod 600 ${keyFile}`);
  },
);

test.each([0o600, 0o400])('a private key of mode %o is used', (mode) => {
  chmodSync(keyFile, mode);
  expect(problems()).toEqual([]);
});

// Only root can give a file away.
const asRoot = process.geteuid?.() === 0 ? test : test.skip;
asRoot('a private key of another user is refused', () => {
  chownSync(keyFile, 12345, 12345);
  expect(problems()[0]?.what).toContain('it belongs to another user (uid 12345)');
});

test('no message holds any of the key', () => {
  writeFileSync(keyFile, `-----BEGIN OPENSSH PRIVATE KEY-----\nplanted\n`, { mode: 0o600 });
  expect(problems()).toMatchObject([{ severity: 'error', where: keyFile }]);
  expect(JSON.stringify(problems())).not.toContain('planted');
});
