import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint } from '../../../lib/ssh/host-key';
import { xml } from '../../config/sample';
import { KeyPair, SshHost } from '../../ssh/ssh-host';
import { Ended, quantumKvm } from '../terminal';

const PLANTED = 'Hunter2-planted';
const HOST_KEY = new KeyPair();

let folder: string;
let config: string;
let host: SshHost | undefined;
let port = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-command-'));
  config = join(folder, 'c.xml');
});
afterEach(async () => {
  await host?.close();
  host = undefined;
  delete process.env.QUANTUM_KVM_CONFIG;
  rmSync(folder, { recursive: true });
});

/** A host that meets the configuration as far as this machine can. */
async function configured(settings: Record<string, string> = {}): Promise<void> {
  host = new SshHost({ hostKeys: [HOST_KEY], password: PLANTED });
  port = await host.listen();
  const text = xml({
    'kvm.host.range': '127.0.0.1',
    'kvm.memory.size.gb': '1',
    'kvm.virtualization.type': 'qemu',
    'kvm.install.media': 'none',
    'login.port': String(port),
    'login.password': PLANTED,
    ...settings,
  });
  writeFileSync(config, text, { mode: 0o600 });
}

/** `quantum-kvm check` with the key of the host in a file, as every run without a terminal has it. */
async function check(...options: string[]): Promise<Ended> {
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${HOST_KEY.publicKey}\n`);
  return quantumKvm('check', '--config', config, '--known-hosts', knownHosts, ...options);
}

const accepted = (address: string): string => `${address}=${fingerprint(HOST_KEY.publicKey)}`;

const lockFile = (): string => readFileSync(join(folder, 'hosts.lock.json'), 'utf8');

test('facts are recorded beside the XML, and a second check leaves them as they are', async () => {
  await configured();
  const first = await check();
  expect(first.stdout).toContain('hosts.lock.json was written');
  expect(first.stdout).toContain('First contact');
  const before = lockFile();
  const second = await check();
  expect(second.stdout).toContain('hosts.lock.json is unchanged');
  expect(lockFile()).toBe(before);
});

test('a failed check is exit code 1, with its cure', async () => {
  await configured({ 'kvm.memory.size.gb': '16000' });
  const { exitCode, stdout } = await check();
  expect(exitCode).toBe(1);
  expect(stdout).toContain('memory.size: kvm.memory.size.gb 16000 needs 16002 GiB');
  expect(stdout).toContain('cure: set kvm.memory.size.gb to');
});

test('the password is in nothing that is printed or written', async () => {
  await configured();
  const ended = [await check(), await check('--json')];
  expect(JSON.stringify(ended)).not.toContain(PLANTED);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => readFileSync(file, 'utf8').includes(PLANTED))).toEqual([config]);
});

test('--json prints one document, and progress stays apart from it', async () => {
  await configured();
  const { stdout, stderr } = await check('--json');
  expect(JSON.parse(stdout).hosts[0].address).toBe('127.0.0.1');
  expect(stderr).toMatch(/^\[1\/1\] 127\.0\.0\.1 /);
});

test('another host key is refused, and replaces the recorded one only where its host is named', async () => {
  await configured();
  await check();
  const other = new KeyPair();
  const file = join(folder, 'hosts.lock.json');
  writeFileSync(file, lockFile().replace(HOST_KEY.publicKey, other.publicKey));
  const refused = await check();
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout).toContain('--accept-new-host-key 127.0.0.1=SHA256:');
  expect(lockFile()).toContain(other.publicKey);
  const again = await quantumKvm(
    ...['check', '--config', config, '--accept-new-host-key', accepted('127.0.0.1')],
  );
  expect(again.stdout).toMatch(/127\.0\.0\.1 {2}host key ssh-ed25519 SHA256:\S+ → ssh-ed25519 /);
  expect(lockFile()).toContain(HOST_KEY.publicKey);
});

test('a new host key of a host outside the range is exit code 2, and no host is asked', async () => {
  await configured();
  const { exitCode, stderr } = await quantumKvm(
    ...['check', '--config', config, '--accept-new-host-key', accepted('127.0.0.9')],
  );
  expect(exitCode).toBe(2);
  expect(stderr).toContain('127.0.0.9; allowed are hosts of kvm.host.range');
  expect(host?.attempts).toEqual([]);
});

test('QUANTUM_KVM_CONFIG names the XML where --config does not', async () => {
  await configured();
  process.env.QUANTUM_KVM_CONFIG = config;
  expect((await quantumKvm('check')).stderr).toContain('127.0.0.1');
});

test('facts that cannot be read stop the check before any host', async () => {
  await configured();
  writeFileSync(join(folder, 'hosts.lock.json'), '{');
  const { exitCode, stderr } = await quantumKvm('check', '--config', config);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is not JSON');
  expect(host?.attempts).toEqual([]);
});

test.each([
  ['an XML that is not there', ['check', '--config', '/nowhere.xml'], 'there is no such file'],
  ['an unknown option', ['check', '--paralel', '3'], 'Did you mean --parallel?'],
  ['an unknown command', ['chek'], 'Did you mean check?'],
  ['no hosts at a time', ['check', '--parallel', '0'], '1 to 256'],
  ['too many hosts at a time', ['check', '--parallel', '257'], '1 to 256'],
  ['no address of a new host key', ['check', '--accept-new-host-key', 'all'], 'ADDRESS=SHA256:…'],
  [
    'a new host key without its fingerprint',
    ['check', '--accept-new-host-key', '127.0.0.1'],
    '127.0.0.1=SHA256:…: an address alone would accept whoever answers there',
  ],
])('%s is exit code 2', async (_, args, said) => {
  const { exitCode, stderr } = await quantumKvm(...args);
  expect(stderr).toContain(said);
  expect(exitCode).toBe(2);
});

test.each(['--version', '--help'])('%s is exit code 0', async (option) => {
  const { exitCode, stdout } = await quantumKvm(option);
  expect(exitCode).toBe(0);
  expect(stdout).not.toBe('');
});
