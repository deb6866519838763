import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint } from '../../../lib/ssh/host-key';
import { property, xml } from '../../config/sample';
import { HostileSshd } from '../../hostile/programs/sshd';
import { facts } from '../../hostile/programs/host-shell';
import { KeyPair, SshHost, SshHostProps } from '../../ssh/ssh-host';
import { withOperator } from '../operator';
import { Ended, quantumKvm } from '../terminal';

const PLANTED = 'Hunter2-planted';
const KEYS = [new KeyPair(), new KeyPair()];
const ADDRESSES = ['127.0.0.1', '127.0.0.2'];

let folder: string;
let config: string;
let hosts: SshHost[];
let ports: number[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'first-contact-'));
  config = join(folder, 'c.xml');
  const onCommand: SshHostProps['onCommand'] = (channel) => {
    channel.end(facts());
    channel.exit(0);
  };
  hosts = KEYS.map((key) => new SshHost({ hostKeys: [key], password: PLANTED, onCommand }));
  ports = await Promise.all(hosts.map((host, i) => host.listen(ADDRESSES[i])));
  configure(ports);
});
afterEach(async () => {
  await Promise.all(hosts.map((host) => host.close()));
  rmSync(folder, { recursive: true });
});

function configure(at: readonly number[]): void {
  const settings = {
    'kvm.host.range': ADDRESSES.join(','),
    'kvm.memory.size.gb': '1',
    'kvm.virtualization.type': 'qemu',
    'kvm.install.media': 'none',
    'login.password': PLANTED,
  };
  const own = ADDRESSES.map((address, i) => property('login.port', String(at[i]), address));
  writeFileSync(config, xml(settings, ...own), { mode: 0o600 });
}

const check = (...options: string[]): Promise<Ended> =>
  quantumKvm('check', '--config', config, ...options);

function knownHosts(...lines: string[]): string {
  const file = join(folder, 'known_hosts');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const line = (host: number, key = KEYS[host]!): string =>
  `[${ADDRESSES[host]}]:${ports[host]} ${key.publicKey}`;
const label = (key: KeyPair): string => fingerprint(key.publicKey);
const accepting = (host: number, key = KEYS[host]!): string[] => [
  '--accept-new-host-key',
  `${ADDRESSES[host]}=${label(key)}`,
];
const attempts = (): string[] => hosts.flatMap((host) => host.attempts);
const pinned = (): string[] =>
  Object.values(
    JSON.parse(readFileSync(join(folder, 'hosts.lock.json'), 'utf8')).hosts as {
      [address: string]: { hostKey: string };
    },
  ).map(({ hostKey }) => hostKey);

test('without a terminal, nothing is sent to a host that nobody has named: exit code 2, with both ways', async () => {
  const { exitCode, stderr } = await check();
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/--known-hosts FILE.*--accept-new-host-key ADDRESS=SHA256:/);
  const rows = stderr.split('\n').filter((row) => /^(host|[\d.]+) {2}/.test(row));
  expect(rows.slice(1).map((row) => row.split(/ +/)[2])).toEqual(KEYS.map(label));
  expect(attempts()).toEqual([]);
});

test('one host that is named does not make the other one known', async () => {
  const { exitCode, stderr } = await check(...accepting(0));
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`of ${ADDRESSES[1]} are not known`);
  expect(attempts()).toEqual([]);
});

test('beside hosts that are known a new one has failed alone, and nothing is sent to it', async () => {
  await check(...accepting(0), ...accepting(1));
  const file = join(folder, 'hosts.lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const { [ADDRESSES[1]!]: _, ...others } = lock.hosts;
  writeFileSync(file, JSON.stringify({ ...lock, hosts: others }));
  const before = hosts[1]!.attempts.length;
  const { exitCode, stdout } = await check();
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`--accept-new-host-key ${ADDRESSES[1]}=${label(KEYS[1]!)}`);
  expect(hosts[1]!.attempts).toHaveLength(before);
  expect(pinned()).toEqual([KEYS[0]!.publicKey]);
});

test.each([
  ['a known_hosts file', () => ['--known-hosts', knownHosts(line(0), line(1))]],
  ['fingerprints', () => [...accepting(0), ...accepting(1)]],
  ['both', () => ['--known-hosts', knownHosts(line(0)), ...accepting(1)]],
])('%s: hosts are logged in to and pinned without a question', async (_, options) => {
  await check(...options());
  expect(pinned()).toEqual(KEYS.map(({ publicKey }) => publicKey));
  expect(attempts()).toContain('password root');
});

test('at a terminal, all keys stand in one table, before one question and before any login', async () => {
  const { stderr } = await withOperator('yes\n', () => check());
  const [table = '', ...asked] = stderr.split(
    `trust these 2 host keys as those of ${ADDRESSES.join(', ')}? yes/no: `,
  );
  expect(asked).toHaveLength(1);
  ADDRESSES.forEach((address, i) => {
    expect(table).toMatch(new RegExp(`${address}.*ssh-ed25519`));
    expect(table).toContain(label(KEYS[i]!));
  });
  expect(pinned()).toHaveLength(2);
});

test.each([
  ['no', 'no\n'],
  ['the end of input', undefined],
])('%s: nothing is sent, exit code 2', async (_, typed) => {
  const { exitCode, stderr } = await withOperator(typed, () => check());
  expect(exitCode).toBe(2);
  expect(stderr).toContain('not accepted; nothing was sent to any host');
  expect(attempts()).toEqual([]);
});

test.each([
  ['the file', () => ['--known-hosts', knownHosts(line(0), line(1, new KeyPair()))]],
  ['the fingerprint', () => [...accepting(0), ...accepting(1, new KeyPair())]],
  ['a revocation', () => ['--known-hosts', knownHosts(line(0), `@revoked ${line(1)}`)]],
])(
  'another key than %s says is that host’s failure alone: nothing is sent to it',
  async (...at) => {
    const { exitCode, stdout } = await check(...at[1]());
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /host\.key: the host shows ssh-ed25519 SHA256:\S+, but .* nothing was sent/,
    );
    expect(hosts[1]?.attempts).toEqual([]);
    expect(pinned()).toEqual([KEYS[0]?.publicKey]);
  },
);

test('a host that does not answer keeps nobody from checking the others', async () => {
  const file = knownHosts(line(0), line(1));
  await hosts.pop()?.close();
  const { exitCode, stdout } = await check('--known-hosts', file);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/host\.connection: port \d+ cannot be reached/);
  expect(pinned()).toEqual([KEYS[0]?.publicKey]);
});

test('a hostile host is its own failure alone, and is given the password once', async () => {
  const hostile = new HostileSshd('prompts without end', KEYS[1]);
  await hosts.pop()?.close();
  ports[1] = await hostile.listen(ADDRESSES[1]);
  configure(ports);
  const { stdout, stderr } = await check('--known-hosts', knownHosts(line(0), line(1)));
  await hostile.close();
  expect(stdout).toContain('asks again after the password was given');
  expect(hostile.secrets).toEqual([PLANTED]);
  expect(`${stdout}${stderr}`).not.toContain(PLANTED);
  expect(pinned()).toEqual([KEYS[0]?.publicKey]);
});

test.each([
  ['is not there', '/nowhere/known_hosts', /cannot be read \(ENOENT\)/],
  ['is no such file', 'c.xml', /c\.xml:1: this is no line of a known_hosts file/],
])('a file that %s is exit code 2', async (_, name, said) => {
  const { exitCode, stderr } = await check('--known-hosts', join(folder, name));
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(name.startsWith('/') ? /ENOENT/ : said);
  expect(attempts()).toEqual([]);
});
