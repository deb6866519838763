import { once } from 'node:events';
import { AddressInfo, Server, Socket, createServer } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerChannel } from 'ssh2';
import { Looked, lookAt } from '../../../fleet/look/host-look';
import { Secret } from '../../../lib/config/secret';
import { Project } from '../../../lib/node/project';
import { hostSpec } from '../../fixtures/host-spec';
import { KeyPair, SshHost, SshHostProps } from '../../ssh/ssh-host';
import { ALL_HOLDS, ALL_HOLDS_TEXT } from '../support/all-holds';

const [KEY, HOST_KEY, OTHER_KEY] = [new KeyPair(), new KeyPair(), new KeyPair()];
const PASSWORD = 'not-a-secret';

let folder: string;
let end: () => Promise<unknown>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'look-'));
  mkdirSync(join(folder, '.quantum-kvm'));
  writeFileSync(join(folder, '.quantum-kvm', 'id_ed25519'), KEY.privateKey, { mode: 0o600 });
});
afterEach(async () => {
  await end();
  rmSync(folder, { recursive: true });
});

const says =
  (stdout: string, stderr = '') =>
  (channel: ServerChannel): void => {
    channel.write(stdout);
    channel.stderr.write(stderr);
    channel.exit(0);
    channel.end();
  };

/** Looks at a server at this port, whose key is pinned. */
async function lookAtPort(port: number, name = 'root', password?: string): Promise<Looked> {
  const { facts, ...spec } = hostSpec();
  const login = {
    name,
    port,
    ...(password && { password: { value: new Secret(password), before: '', after: '' } }),
  };
  const host = { ...spec, address: '127.0.0.1', login };
  const project = new Project(join(folder, 'config.xml'));
  const pinned = { ...facts, hostKey: HOST_KEY.publicKey };
  const looked = await lookAt({ ...host, facts: pinned }, 'vm054', {}, project);
  if (looked.kind === 'seen') return looked;
  return { ...looked, cause: looked.cause.replace(String(port), 'N') };
}

/** Looks at a host, which this machine plays. */
async function lookAtHost(
  props: Partial<SshHostProps>,
  name?: string,
  password?: string,
): Promise<{ looked: Looked; attempts: readonly string[] }> {
  const onCommand = says(ALL_HOLDS_TEXT);
  const host = new SshHost({ hostKeys: [HOST_KEY], onCommand, ...props });
  const port = await host.listen();
  end = () => host.close();
  return { looked: await lookAtPort(port, name, password), attempts: host.attempts };
}

test('a host on which all holds says so to the key', async () => {
  const { looked } = await lookAtHost({ authorizedKey: KEY.publicKey, password: PASSWORD });
  expect(looked).toEqual({ kind: 'seen', look: { ...ALL_HOLDS, hook: undefined } });
});

test('where the key does not open the login, the password does', async () => {
  const { looked, attempts } = await lookAtHost({ password: PASSWORD }, 'kvm', PASSWORD);
  expect(looked).toMatchObject({ look: { loggedInByKey: false } });
  expect(attempts.at(0)).toBe('publickey kvm');
  expect(attempts.at(-1)).toBe('password kvm');
});

test('a login that is refused names what was tried, and the cure', async () => {
  const { looked } = await lookAtHost({ password: PASSWORD });
  expect(looked).toEqual({
    kind: 'failed',
    cause: expect.stringMatching(
      /^login root was refused; tried: the key; .*authorize the deployment's key for root on the host/,
    ),
  });
});

test('a host with another key than the pinned one is sent neither a name nor a password', async () => {
  const props = { hostKeys: [OTHER_KEY], password: PASSWORD };
  const { looked, attempts } = await lookAtHost(props, 'root', PASSWORD);
  expect(looked).toMatchObject({
    cause: expect.stringContaining('the host key is not the pinned'),
  });
  expect(attempts).toEqual([]);
});

test('a login without sudo says what sudo said', async () => {
  const onCommand = says('', 'sudo: a password is required\n');
  const { looked } = await lookAtHost({ authorizedKey: KEY.publicKey, onCommand }, 'kvm');
  expect(looked).toMatchObject({
    cause:
      'the login kvm gets no root shell on the host: sudo: a password is required; give it sudo without a password',
  });
});

test('an answer of another form is not used', async () => {
  const onCommand = says(`LOOK\tpool\t\u001b[2J\n${ALL_HOLDS_TEXT}`);
  const { looked } = await lookAtHost({ authorizedKey: KEY.publicKey, onCommand });
  expect(looked).toMatchObject({
    cause: expect.stringMatching(/^what the host answers is not used: pool is "\P{Cc}*"; allowed/u),
  });
});

/** What is said of a server that does not speak as a host does. */
async function toldOf(greet: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    greet(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  end = async () => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  };
  const looked = await lookAtPort((server.address() as AddressInfo).port);
  return looked.kind === 'failed' ? looked.cause : 'seen';
}

test.each<[string, (socket: Socket) => void, string]>([
  [
    'says nothing',
    () => undefined,
    'port N takes connections, but no SSH server answered there within 5 s',
  ],
  [
    'speaks otherwise',
    (socket) => socket.write('220 mail\r\n'),
    'no SSH server answers at port N: it said "220 mail"',
  ],
])('a server that %s is given up after five seconds', async (_, greet, expected) => {
  const begun = Date.now();
  expect(await toldOf(greet)).toBe(expected);
  expect(Date.now() - begun).toBeLessThan(9000);
});

test('a server that hangs up is told', async () => {
  expect(await toldOf((socket) => socket.end())).not.toBe('seen');
});

test('a port where nobody listens is told', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  end = () => Promise.resolve();
  expect(await lookAtPort(port)).toEqual({
    kind: 'failed',
    cause: 'port N cannot be reached by SSH: connection refused',
  });
});
