import { AddressInfo, Server, Socket, createServer } from 'node:net';
import { Secret } from '../../lib/config/secret';
import { CheckRecord } from '../../lib/host-scripts/check-record';
import { exchangeKeys } from '../../lib/ssh/key-exchange';
import { runOverSsh } from './over-ssh';
import { SshTarget } from '../../lib/ssh/ssh-target';
import { HostileSshd, Misdeed } from '../hostile/programs/sshd';
import { KeyPair, SshHost, SshHostProps } from './ssh-host';

const HOST_KEY = new KeyPair();
const OWN_KEY = new KeyPair();
const PASSWORD = 'not-a-secret';
const LIMITS = { connectTimeoutSeconds: 1, loginTimeoutSeconds: 1, sessionTimeoutSeconds: 5 };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** Why a login at a port fails. */
async function failureAt(port: number, changes: Partial<SshTarget> = {}): Promise<CheckRecord> {
  const password = { value: new Secret(PASSWORD), before: '', after: '' };
  const target = {
    address: '127.0.0.1',
    login: { name: 'root', port, password },
    pinnedHostKey: HOST_KEY.publicKey,
    ...changes,
  };
  const outcome = await runOverSsh(target, 'sh -s', 'exit 0', LIMITS);
  if (outcome.kind !== 'failed') throw new Error('the login did not fail');
  const { message, ...rest } = outcome.failure;
  return { ...rest, message: message.replaceAll(String(port), 'N') };
}

async function failureOf(props: Partial<SshHostProps>, changes: Partial<SshTarget> = {}) {
  const host = new SshHost({ hostKeys: [HOST_KEY], ...props });
  open.push(host);
  const port = await host.listen();
  return failureAt(port, changes);
}

async function misdeed(name: Misdeed): Promise<CheckRecord> {
  const server = new HostileSshd(name, HOST_KEY);
  open.push(server);
  return failureAt(await server.listen());
}

/** A port where something else than SSH answers. */
async function listening(greet: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    greet(socket);
  }).listen(0, '127.0.0.1');
  open.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

test('a port that nobody listens at: the host is up, and says so', async () => {
  const port = await listening(() => undefined);
  await new Promise((resolve) => (open.pop() as Server).close(resolve));
  expect(await failureAt(port)).toMatchObject({
    id: 'host.connection',
    message: 'port N cannot be reached by SSH: connection refused',
    cure: 'the host is up, and nothing listens there: start sshd on it, or correct login.port',
  });
});

test.each<[string, (socket: Socket) => void, RegExp, RegExp]>([
  [
    'silence',
    () => undefined,
    /takes connections, but no SSH server answered there within 1 s/,
    /MaxStartups/,
  ],
  [
    'an end at once',
    (socket) => socket.destroy(),
    /takes connections, but ended this one before it greeted|broke the connection off/,
    /log of sshd/,
  ],
  [
    'another protocol',
    (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    /no SSH server answers at port N: it said "HTTP\/1.1 400 Bad Request"/,
    /correct login.port/,
  ],
  [
    'a greeting alone',
    (socket) => socket.write('SSH-2.0-slow\r\n'),
    /greeted, but did not exchange keys within 1 s/,
    /overloaded/,
  ],
])('%s in place of an exchange of keys', async (_, greet, message, cure) => {
  const failure = await failureAt(await listening(greet));
  expect(failure).toMatchObject({ message: expect.stringMatching(message) });
  expect(failure.cure).toMatch(cure);
  expect(failure.cure).not.toMatch(/is the host up/);
});

test.each([
  ['key exchange', 'KexAlgorithms', { kex: ['diffie-hellman-group1-sha1'] }],
  ['cipher', 'Ciphers', { cipher: ['3des-cbc'] }],
] as const)('no %s in common: both sides are named', async (kind, setting, algorithms) => {
  const failure = await failureOf({ algorithms: algorithms as never });
  const [theirs] = Object.values(algorithms)[0]!;
  expect(failure.id).toBe('host.connection');
  expect(failure.message).toMatch(
    new RegExp(`have no ${kind} algorithm in common: here \\S+, .*; there ${theirs}$`),
  );
  expect(failure.cure).toMatch(
    new RegExp(`^run "sed -i '1i ${setting} ${theirs},[\\w@.-]+' /etc/ssh/sshd_config"`),
  );
});

test('no host key of the pinned type: the host is another one', async () => {
  const failure = await failureOf({ hostKeys: [new KeyPair('ecdsa')] });
  expect(failure.id).toBe('host.key');
  expect(failure.message).toMatch(/none of that type \(it has: ecdsa-sha2-nistp256\)/);
});

test('at first contact, a host key algorithm that is not taken is named', async () => {
  const algorithms = { serverHostKey: ['ssh-rsa'] } as never;
  const host = new SshHost({ hostKeys: [new KeyPair('rsa')], algorithms });
  open.push(host);
  const login = { name: 'root', port: await host.listen() };
  const shown = await exchangeKeys({ address: '127.0.0.1', login }, LIMITS);
  expect(shown).toMatchObject({
    failure: {
      message: expect.stringMatching(/no host key algorithm in common: .*; there ssh-rsa/),
    },
  });
});

test.each<[string, Partial<SshHostProps>, Partial<SshTarget>, string]>([
  [
    'a key and a password',
    { password: 'another' },
    { privateKey: OWN_KEY.privateKey },
    'login root was refused; tried: the key and the password; the host takes: publickey, password',
  ],
  [
    'a key alone',
    {},
    { privateKey: OWN_KEY.privateKey, login: { name: 'root', port: 0 } },
    'login root was refused; tried: the key; the host takes: publickey, password',
  ],
  [
    'a password, by a host that says something',
    { password: 'another', banner: 'For staff only.' },
    {},
    'login root was refused; tried: the password; the host takes: publickey, password; it says: "For staff only."',
  ],
])('a refused login by %s', async (_, props, changes, message) => {
  const host = new SshHost({ hostKeys: [HOST_KEY], ...props });
  open.push(host);
  const port = await host.listen();
  const login = changes.login && { ...changes.login, port };
  const failure = await failureAt(port, { ...changes, ...(login && { login }) });
  expect(failure).toMatchObject({ id: 'host.login', message });
});

test('a host that ends the login itself is quoted, with its reason by number', async () => {
  const failure = await misdeed('a farewell that steers');
  expect(failure.id).toBe('host.login');
  expect(failure.message).toMatch(/^the host ended the login root.*, with reason 2: "/);
  expect(failure.cure).toMatch(/MaxAuthTries/);
});

test('a login that does not end is slow, and no dead host', async () => {
  const failure = await misdeed('no answer to a login');
  expect(failure.id).toBe('host.login');
  expect(failure.message).toMatch(
    /^the host answers, but the login of root did not end within 1 s/,
  );
  expect(failure.cure).toMatch(/UseDNS/);
});
