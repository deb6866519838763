import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Configuration } from '../../lib/config/configuration';
import { parseConfiguration } from '../../lib/config/parse-configuration';
import { FleetCheck, FleetCheckOptions, checkFleet } from '../../lib/check/fleet-check';
import { FleetFacts } from '../../lib/facts/host-facts';
import { Project } from '../../lib/node/project';
import { fingerprint } from '../../lib/ssh/host-key';
import { xml } from '../config/sample';
import { KeyPair, SshHost } from '../ssh/ssh-host';

const HOST_KEY = new KeyPair();
const CONTACT = { kind: 'known', hostKey: HOST_KEY.publicKey } as const;
const LIMITS = { connectTimeoutSeconds: 20, sessionTimeoutSeconds: 20 };

let folder: string;
const project = () => new Project(join(folder, 'c.xml'));
let servers: SshHost[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-check-'));
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
  rmSync(folder, { recursive: true });
});

/** Hosts at 127.0.0.1 and on, all at one port; only those of the given numbers are up. */
async function fleet(hosts: number, up: readonly number[], settings: Record<string, string> = {}) {
  let port = 0;
  for (const host of up) {
    const server = new SshHost({ hostKeys: [HOST_KEY], password: 'secret' });
    port = await server.listen(`127.0.0.${host}`, port);
    servers.push(server);
  }
  const text = xml({
    'kvm.host.range': hosts === 1 ? '127.0.0.1' : `127.0.0.1:127.0.0.${hosts}`,
    'login.password': 'secret',
    'login.port': String(port),
    'kvm.install.media': 'none',
    ...settings,
  });
  return configured(text);
}

function configured(text: string): Configuration {
  const { configuration, problems } = parseConfiguration(text, join(folder, 'c.xml'));
  if (!configuration) throw new Error(JSON.stringify(problems));
  return configuration;
}

/** The check of hosts whose keys are known. */
function checked(
  configuration: Configuration,
  known?: FleetFacts,
  options: Partial<FleetCheckOptions> = {},
): Promise<FleetCheck> {
  const contacts = new Map(configuration.hosts.map(({ address }) => [address, CONTACT]));
  return checkFleet(project(), configuration, known, { ...LIMITS, contacts, ...options });
}

function ids(check: FleetCheck, verdict: string): string[] {
  return check.deployment.records.filter((r) => r.verdict === verdict).map(({ id }) => id);
}

test('a host that is down hides no other, and keeps its known facts', async () => {
  const configuration = await fleet(3, [1, 3]);
  const first = await checked(configuration);
  expect(first.hosts.map(({ facts }) => facts !== undefined)).toEqual([true, false, true]);
  const old = first.facts?.hosts['127.0.0.1'];
  const known = { ...first.facts, hosts: { '127.0.0.2': old, '10.0.0.9': old } } as FleetFacts;
  const second = await checked(configuration, known, { parallel: 1 });
  expect(Object.keys(second.facts?.hosts ?? {}).sort()).toEqual([
    '10.0.0.9',
    '127.0.0.1',
    '127.0.0.2',
    '127.0.0.3',
  ]);
  expect(second.facts?.hosts['127.0.0.2']).toBe(old);
});

test('a host whose key nobody answers for is not logged in to', async () => {
  const configuration = await fleet(2, [1, 2]);
  const contacts = new Map([['127.0.0.2', CONTACT]]);
  const { hosts } = await checked(configuration, undefined, { contacts });
  expect(hosts.map(({ facts }) => facts !== undefined)).toEqual([false, true]);
  expect(hosts[0]?.records.map(({ id }) => id)).toEqual(['host.key']);
  expect(servers[0]?.attempts).toEqual([]);
});

test('progress is told as hosts begin and end', async () => {
  const told: string[] = [];
  const onHost = (address: string, check?: unknown) =>
    told.push(`${address} ${check ? 'done' : 'begun'}`);
  await checked(await fleet(2, [1, 2]), undefined, { parallel: 1, onHost });
  expect(told).toEqual(['127.0.0.1 begun', '127.0.0.1 done', '127.0.0.2 begun', '127.0.0.2 done']);
});

test('the deployment gets a key of its own once, for its owner alone and out of version control', async () => {
  const configuration = await fleet(1, [1]);
  const first = await checked(configuration);
  const keyFile = join(folder, '.quantum-kvm', 'id_ed25519');
  const key = readFileSync(keyFile);
  expect(first.facts?.deployment.publicKey).toMatch(/^ssh-ed25519 \S+$/);
  expect(readFileSync(`${keyFile}.pub`, 'utf8')).toContain(first.facts?.deployment.publicKey);
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, '.quantum-kvm')).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(folder, '.quantum-kvm', '.gitignore'), 'utf8')).toBe('*\n');
  const second = await checked(configuration, first.facts);
  expect(readFileSync(keyFile)).toEqual(key);
  expect(second.facts).toEqual(first.facts);
});

test('a configured key is used as it is', async () => {
  const pair = new KeyPair('rsa');
  writeFileSync(join(folder, 'site-key'), pair.privateKey, { mode: 0o600 });
  const check = await checked(await fleet(1, [1], { 'login.key.file': 'site-key' }));
  expect(check.facts?.deployment.publicKey).toBe(pair.publicKey);
  expect(existsSync(join(folder, '.quantum-kvm'))).toBe(false);
});

test.each([
  ['encrypted', () => new KeyPair('ed25519', 'pass phrase').privateKey, 'it is encrypted'],
  ['a public key', () => Buffer.from(new KeyPair().publicKey), 'it is a public key'],
  ['no key', () => Buffer.from('hello'), 'it is no SSH private key'],
])('a configured key that is %s fails, and the password still serves', async (_, content, said) => {
  writeFileSync(join(folder, 'site-key'), content(), { mode: 0o600 });
  const check = await checked(await fleet(1, [1], { 'login.key.file': 'site-key' }));
  const record = check.deployment.records.find(({ id }) => id === 'deployment.key');
  expect(record).toMatchObject({ verdict: 'fail' });
  expect(record?.message).toContain(said);
  expect(check.hosts[0]?.facts).toBeDefined();
  expect(check.facts).toBeUndefined();
});

test('another key in hosts.lock.json than the one in use is told, and the one in use recorded', async () => {
  const configuration = await fleet(1, [1]);
  const { facts } = await checked(configuration);
  const foreign = new KeyPair().publicKey;
  const known = { ...facts!, deployment: { ...facts!.deployment, publicKey: foreign } };
  const check = await checked(configuration, known);
  const record = check.deployment.records.find(({ id }) => id === 'deployment.key');
  expect(record).toMatchObject({ verdict: 'warn' });
  expect(record?.message).toContain(fingerprint(foreign));
  expect(record?.message).toContain(fingerprint(facts!.deployment.publicKey));
  expect(check.facts).toEqual(facts);
});

test.each([
  ['hosts.lock.json', false, 'hosts.lock.json has '],
  ['the states alone', true, 'the states here are of hosts that another one opens'],
])('a lost key of hosts that %s knows is said to be made anew', async (_, byStates, said) => {
  const configuration = await fleet(1, [1]);
  const { facts } = await checked(configuration);
  rmSync(join(folder, '.quantum-kvm'), { recursive: true });
  if (byStates) {
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'state', 'host-127-0-0-1.tfstate'), '{}');
  }
  const check = await checked(configuration, byStates ? undefined : facts);
  const record = check.deployment.records.find(({ id }) => id === 'deployment.key');
  expect(record).toMatchObject({ verdict: 'warn' });
  expect(record?.message).toContain(said);
  expect(record?.message).toContain('was not there: a new one, ssh-ed25519 SHA256:');
  expect(record?.cure).toContain('login.password');
});

test('a key that others can read is not used', async () => {
  const configuration = await fleet(1, [1]);
  await checked(configuration);
  chmodSync(join(folder, '.quantum-kvm', 'id_ed25519'), 0o640);
  const check = await checked(configuration);
  const record = check.deployment.records.find(({ id }) => id === 'deployment.key');
  expect(record).toMatchObject({ verdict: 'fail' });
  expect(record?.cure).toContain('chmod 600');
  expect(check.facts).toBeUndefined();
});

test('one key serves all hosts: two are a failure', async () => {
  const own = '<property name="login.key.file" value="b" host="127.0.0.2"/>';
  const check = await checked(configured(xml({ 'kvm.host.range': '127.0.0.1,127.0.0.2' }, own)));
  expect(ids(check, 'fail')).toContain('deployment.key');
});

describe('the installation medium', () => {
  const mediaOf = async (setting: string) => {
    const configuration = await fleet(1, [], { 'kvm.install.media': setting, 'login.port': '1' });
    return checked(configuration, undefined, { mediaFolder: folder });
  };

  test('is the one ISO of the folder, and recorded', async () => {
    writeFileSync(join(folder, 'Rocky.ISO'), 'iso');
    writeFileSync(join(folder, 'notes.txt'), 'x');
    const check = await mediaOf('auto');
    const sha256 = createHash('sha256').update('iso').digest('hex');
    const installMedia = { path: join(folder, 'Rocky.ISO'), sizeBytes: 3, sha256 };
    expect(check.facts?.deployment.installMedia).toEqual(installMedia);
  });

  test('with a name of other characters is told to be renamed', async () => {
    writeFileSync(join(folder, 'Quantum OS ${x}.iso'), 'iso');
    const check = await mediaOf('auto');
    expect(check.deployment.records.at(-1)?.message).toContain(
      'is named "Quantum OS ${x}.iso"; allowed: ',
    );
    expect(check.facts?.deployment.installMedia).toBeUndefined();
  });

  test('is not chosen among several: they are listed', async () => {
    writeFileSync(join(folder, 'a.iso'), 'iso');
    writeFileSync(join(folder, 'b.iso'), 'iso');
    const check = await mediaOf('auto');
    expect(ids(check, 'fail')).toContain('deployment.media');
    expect(check.deployment.records.at(-1)?.message).toContain('2 .iso files: a.iso, b.iso');
  });

  test('is missing in an empty folder', async () => {
    expect((await mediaOf('auto')).deployment.records.at(-1)?.message).toContain('no .iso file');
  });

  test.each([
    ['absent', undefined],
    ['empty', ''],
  ])('fails when the named file is %s', async (_, content) => {
    if (content !== undefined) writeFileSync(join(folder, 'x.iso'), content);
    expect(ids(await mediaOf('x.iso'), 'fail')).toContain('deployment.media');
  });

  test('named relative to the XML is found there', async () => {
    writeFileSync(join(folder, 'x.iso'), 'iso');
    const check = await mediaOf('x.iso');
    expect(check.deployment.records.at(-1)).toMatchObject({
      verdict: 'pass',
      message: join(folder, 'x.iso'),
    });
    expect(check.facts?.deployment.installMedia).toBeUndefined();
  });
});

test('the identity of the deployment is made once and kept; the report says where it was missing', async () => {
  const configuration = await fleet(1, [1]);
  const identityOf = ({ deployment }: FleetCheck) =>
    deployment.records.find(({ id }) => id === 'deployment.identity');
  const first = await checked(configuration);
  const { id } = first.facts!.deployment;
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(identityOf(first)).toMatchObject({ verdict: 'pass', message: `made ${id}` });
  const second = await checked(configuration, first.facts);
  expect(second.facts!.deployment.id).toBe(id);
  expect(identityOf(second)).toMatchObject({ verdict: 'pass', message: id });
  const { publicKey } = first.facts!.deployment;
  const third = await checked(configuration, { version: 1, deployment: { publicKey }, hosts: {} });
  expect(third.facts!.deployment.id).not.toBe(id);
  expect(identityOf(third)).toMatchObject({
    verdict: 'warn',
    message: `hosts.lock.json had no identity of the deployment; it has ${third.facts!.deployment.id} from now on`,
  });
});
