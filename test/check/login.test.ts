import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HostCheck, HostCheckInput, checkHost } from '../../lib/check/host-check';
import { loginTime } from '../../lib/check/login/login-time';
import { CheckRecord } from '../../lib/host-scripts/check-record';
import { SshSession } from '../../lib/ssh/ssh-session';
import { Secret } from '../../lib/config/secret';
import { SshLimits } from '../../lib/ssh/ssh-target';
import { firstHost } from '../config/sample';
import { KeyPair, SshHost, SshHostProps } from '../ssh/ssh-host';

const HOST_KEY = new KeyPair();
const OWN_KEY = new KeyPair();

let server: SshHost;
afterEach(() => server.close());

async function input(
  props: Partial<SshHostProps> = {},
  limits: Partial<SshLimits> = {},
): Promise<HostCheckInput> {
  server = new SshHost({ hostKeys: [HOST_KEY], password: 'secret', ...props });
  const port = await server.listen();
  const password = { value: new Secret('secret'), before: '', after: '' };
  return {
    host: { ...firstHost(), address: '127.0.0.1', login: { name: 'root', port, password } },
    hostKey: HOST_KEY.publicKey,
    privateKey: OWN_KEY.privateKey,
    publicKey: OWN_KEY.publicKey,
    limits: { connectTimeoutSeconds: 20, sessionTimeoutSeconds: 20, ...limits },
  };
}

/** What a host reports of itself, in little: the check itself is not what is tested here. */
const REPORT = [
  'os\tdebian\t12\t',
  'architecture\tx86_64',
  'cpu\t1\t1\t1',
  'virtualization\tnone',
  'memory\t1048576',
];

function reporting(...more: string[]): Pick<SshHostProps, 'onCommand'> {
  return {
    onCommand: (channel) => {
      const lines = [...REPORT, ...more, 'end\t0'].map((line) => `FACT\t${line}\n`);
      channel.write(lines.join(''));
      channel.exit(0);
      channel.end();
    },
  };
}

function record({ records }: HostCheck, id: string): CheckRecord | undefined {
  return records.find((one) => one.id === id);
}

describe('a script is sent, run and removed as in a deployment', () => {
  test('on a sound host, in the login of the check, and nothing is left behind', async () => {
    const check = await checkHost(await input(reporting()));
    expect(record(check, 'login.script')).toMatchObject({ verdict: 'pass' });
    expect(server.attempts).toEqual(['publickey root', 'password root']);
    expect(server.commands.map((command) => command.split(' ')[0])).toEqual([
      'exec',
      'exec',
      'scp',
      'cd',
      'cd',
    ]);
    expect(readdirSync(server.home)).toEqual([]);
  });

  test('a login that prints is told with what it prints, and the facts are read all the same', async () => {
    const check = await checkHost(await input({ prints: 'Connected to \u001b[1mprod\n' }));
    expect(record(check, 'login.script')).toMatchObject({
      verdict: 'fail',
      message: expect.stringMatching(/^the login prints "Connected to .*prod" before the command/),
      cure: expect.stringContaining('case $- in *i*)'),
    });
    expect(check.facts).toBeDefined();
    expect(readdirSync(server.home)).toEqual([]);
  });

  test('a line that the login leaves open hides no record of the check', async () => {
    const check = await checkHost(await input({ prints: 'Connected!' }));
    expect(record(check, 'host.root')).toMatchObject({ verdict: 'pass' });
  });

  test('a home in which nothing can be made is told with the reason', async () => {
    const check = await checkHost(await input({ ...reporting(), home: '/proc' }));
    expect(record(check, 'login.script')).toMatchObject({
      verdict: 'fail',
      message: expect.stringMatching(/^no folder can be made in the home of root.*mkdir: /),
    });
  });

  test('a host that gives no terminal is told so', async () => {
    const check = await checkHost(await input({ ...reporting(), givesTerminals: false }));
    expect(record(check, 'login.script')).toMatchObject({
      verdict: 'fail',
      message: expect.stringContaining('on a terminal, which the host does not give'),
      cure: expect.stringContaining('PermitTTY'),
    });
  });
});

describe('a slow login', () => {
  test('is waited for beyond the limit for the connection', async () => {
    const limits = { connectTimeoutSeconds: 1 };
    const check = await checkHost(await input({ ...reporting(), loginMilliseconds: 700 }, limits));
    expect(check.facts).toBeDefined();
    expect(record(check, 'login.time')?.message).toMatch(/^[12]\.\d s$/);
  });

  test.each([
    [0.4, 'pass', '0.4 s'],
    [4.9, 'pass', '4.9 s'],
    [12, 'warn', 'the login took 12 s'],
  ])('of %d s is a %s', (seconds, verdict, message) => {
    const { message: said, ...rest } = loginTime(seconds);
    expect(rest).toMatchObject({ verdict });
    expect(said).toContain(message);
  });

  test('that does not end is told as that, not as a port that cannot be reached', async () => {
    const limits = { loginTimeoutSeconds: 1 };
    const check = await checkHost(await input({ loginMilliseconds: 3000 }, limits));
    expect(check.records).toMatchObject([
      { id: 'host.login', message: expect.stringContaining('did not end within 1 s') },
    ]);
  });
});

describe('what opened the login', () => {
  async function openedBy(props: Partial<SshHostProps>): Promise<string> {
    const { host, hostKey: pinnedHostKey, privateKey, limits } = await input(props);
    const session = await SshSession.open({ ...host, pinnedHostKey, privateKey }, limits);
    if (!(session instanceof SshSession)) throw new Error(session.failure.message);
    session.close();
    return session.openedBy;
  }

  test.each([
    ['password', {}],
    ['password', { asksByPam: true }],
    ['key', { authorizedKey: OWN_KEY.publicKey }],
    ['key and password', { authorizedKey: OWN_KEY.publicKey, wantsBoth: true }],
  ])('%s', async (opener, props) => {
    expect(await openedBy(props)).toBe(opener);
  });
});

describe("libvirt's socket", () => {
  const SOCKET = '/var/run/libvirt/libvirt-sock';

  test.each([
    ['is there, and is reached through the connection', [SOCKET], 'pass'],
    ['is there, and is not reached', [], 'warn'],
  ])('%s', async (_, sockets, verdict) => {
    const check = await checkHost(await input({ ...reporting(`socket\t${SOCKET}`), sockets }));
    expect(record(check, 'libvirt.socket')).toMatchObject({ verdict });
  });

  test('is not looked for where the host has none', async () => {
    const check = await checkHost(await input(reporting()));
    expect(record(check, 'libvirt.socket')).toBeUndefined();
  });
});

test('what the trial has made goes with the connection, where that ends in its midst', async () => {
  const asked = await input(reporting());
  const { host, hostKey: pinnedHostKey, privateKey, limits } = asked;
  const session = await SshSession.open({ ...host, pinnedHostKey, privateKey }, limits);
  if (!(session instanceof SshSession)) throw new Error(session.failure.message);
  await checkHost(asked);
  const [, makeFolder = ''] = server.commands;
  // In the place of sshd's process for the connection, this shell is above the command; it ends at once.
  const run = await session.run(`(${makeFolder.replace('exec ', '')}); ls -A`);
  session.close();
  expect(run).toMatchObject({ stdout: expect.stringMatching(/made\n\.quantum-kvm-check-/) });
  await sleep(2500);
  expect(readdirSync(server.home)).toEqual([]);
});
