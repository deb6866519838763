import { Secret } from '../../../lib/config/secret';
import { exchangeKeys } from '../../../lib/ssh/key-exchange';
import { SshOutcome } from '../../../lib/ssh/ssh-outcome';
import { runOverSsh } from '../../ssh/over-ssh';
import { KeyPair, SshHost } from '../../ssh/ssh-host';
import { HostileSshd, Misdeed, Relay } from '../programs/sshd';

const PASSWORD = 'planted-Secret-7';
const HOST_KEY = new KeyPair();
const LIMITS = { loginTimeoutSeconds: 1, connectTimeoutSeconds: 1, sessionTimeoutSeconds: 3 };

let closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of closing.toReversed()) await server.close();
  closing = [];
});

function closed<T extends { close(): Promise<void> }>(server: T): T {
  closing.push(server);
  return server;
}

const login = (port: number) => ({
  name: 'root',
  port,
  password: { value: new Secret(PASSWORD), before: '', after: '' },
});

/** A login with the password alone, held to the host's key. */
function logIn(port: number): Promise<SshOutcome> {
  const pinnedHostKey = HOST_KEY.publicKey;
  const target = { address: '127.0.0.1', login: login(port), pinnedHostKey };
  return runOverSsh(target, 'sh -s', 'echo ran', LIMITS);
}

/** One sentence in the words of an operator: no text of the host's choosing that is long or steers a terminal. */
function expectSentence(outcome: SshOutcome, id: string): void {
  expect(outcome.kind).toBe('failed');
  const failure = outcome.kind === 'failed' ? outcome.failure : undefined;
  expect(failure?.id).toBe(id);
  expect(failure?.message).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{1,500}$/u);
  expect(failure?.cure).toMatch(/^\P{C}{1,300}$/u);
}

async function logInTo(misdeed: Misdeed) {
  const server = closed(new HostileSshd(misdeed, HOST_KEY));
  return { server, outcome: await logIn(await server.listen()) };
}

test.each<[Misdeed, RegExp, number]>([
  ['prompts without end', /asks again after the password was given/, 1],
  ['prompts with echo', /with echo/, 0],
  ['two prompts at once', /2 questions at once/, 0],
  ['a thousand prompts at once', /1000 questions at once/, 0],
])('%s: the password is given to one prompt without echo at most', async (misdeed, said, times) => {
  const { server, outcome } = await logInTo(misdeed);
  expectSentence(outcome, 'host.login');
  expect(JSON.stringify(outcome)).toMatch(said);
  expect(server.secrets).toEqual(Array(times).fill(PASSWORD));
});

test.each<[Misdeed, string]>([
  ['partial success without end', 'host.login'],
  ['failures nobody asked for', 'host.login'],
  ['requests without prompts', 'host.login'],
  ['a flood of banners', 'host.login'],
  ['a farewell that steers', 'host.login'],
  ['no answer to a login', 'host.login'],
])('%s: the login ends within its limit, with the password given once at most', async (...args) => {
  const [misdeed, id] = args;
  const { server, outcome } = await logInTo(misdeed);
  expectSentence(outcome, id);
  expect(server.secrets.filter((secret) => secret === PASSWORD).length).toBeLessThan(2);
});

const RAW = [
  'silence',
  'a greeting and then silence',
  'lines before the greeting without end',
  'a greeting line without end',
  'a packet of four gibibytes',
  'packets of nothing',
  'another protocol',
  'an old protocol',
  'an end at once',
] as const;

test.each(RAW)('%s: the login ends within its limit', async (misdeed) => {
  expectSentence((await logInTo(misdeed)).outcome, 'host.connection');
});

test.each(RAW)('%s: the key exchange ends within its limit', async (misdeed) => {
  const server = closed(new HostileSshd(misdeed));
  const host = { address: '127.0.0.1', login: login(await server.listen()) };
  expect(await exchangeKeys(host, LIMITS)).toMatchObject({
    kind: 'failed',
    failure: { id: 'host.connection', message: expect.stringMatching(/^\P{C}{1,300}$/u) },
  });
});

test('another key at the login than at the exchange: nothing is sent', async () => {
  const first = closed(new SshHost({ hostKeys: [HOST_KEY] }));
  const second = closed(new HostileSshd('prompts without end'));
  const ports = [await first.listen(), await second.listen()];
  const port = await closed(new Relay((connection) => ports[connection] ?? 0)).listen();
  const shown = await exchangeKeys({ address: '127.0.0.1', login: login(port) }, LIMITS);
  expect(shown).toEqual({ kind: 'shown', hostKey: HOST_KEY.publicKey });
  expectSentence(await logIn(port), 'host.key');
  expect([...first.attempts, ...second.attempts, ...second.secrets]).toEqual([]);
});

test('a host that shows a key which it does not hold is no host that showed a key', async () => {
  const real = closed(new SshHost({ hostKeys: [HOST_KEY] }));
  const realPort = await real.listen();
  for (const limit of [40, 700, 1100, 1400]) {
    const port = await closed(new Relay(() => realPort, limit)).listen();
    const host = { address: '127.0.0.1', login: login(port) };
    const shown = await exchangeKeys(host, LIMITS);
    if (shown.kind === 'shown') expect(shown.hostKey).toBe(HOST_KEY.publicKey);
    else expect(shown.failure.id).toBe('host.connection');
  }
});

test('an end after any number of bytes is that host’s failure', async () => {
  const real = closed(new SshHost({ hostKeys: [HOST_KEY], password: PASSWORD }));
  const realPort = await real.listen();
  for (let limit = 1; limit < 2200; limit += 97) {
    const port = await closed(new Relay(() => realPort, limit)).listen();
    const outcome = await logIn(port);
    if (outcome.kind === 'failed') expectSentence(outcome, outcome.failure.id);
  }
});

test('the exchange of keys tries no login', async () => {
  const server = closed(new HostileSshd('prompts without end', HOST_KEY));
  const host = { address: '127.0.0.1', login: login(await server.listen()) };
  expect((await exchangeKeys(host, LIMITS)).kind).toBe('shown');
  expect(server.attempts).toEqual([]);
});
