import { createServer, Server } from 'node:net';
import { Secret } from '../../lib/config/secret';
import { factChangeText } from '../../lib/facts/fact-changes';
import { HostFacts } from '../../lib/facts/host-facts';
import { HostCheck, HostCheckInput, checkHost } from '../../lib/check/host-check';
import { fingerprint } from '../../lib/ssh/host-key';
import { firstHost } from '../config/sample';
import { KeyPair, SshHost, SshHostProps } from '../ssh/ssh-host';

const HOST_KEY = new KeyPair();
const OWN_KEY = new KeyPair();
/** Takes seconds to make. */
const RSA_KEY = new KeyPair('rsa');
const PLANTED = 'Hunter2 & "planted"';

let server: SshHost | undefined;
afterEach(() => server?.close());

interface Asked {
  readonly known?: HostFacts;
  /** @default - the known one, else the host's */
  readonly hostKey?: string;
  readonly password?: string;
  readonly privateKey?: Buffer;
  readonly name?: string;
  readonly connectTimeoutSeconds?: number;
  readonly sessionTimeoutSeconds?: number;
}

/** A host as `checkHost` wants it, listening with these properties. */
async function listening(props: Partial<SshHostProps>, asked: Asked = {}): Promise<HostCheckInput> {
  server = new SshHost({ hostKeys: [HOST_KEY], password: PLANTED, ...props });
  return input(await server.listen(), asked);
}

function input(port: number, asked: Asked): HostCheckInput {
  const {
    password = PLANTED,
    name = 'root',
    known,
    privateKey,
    connectTimeoutSeconds = 20,
    sessionTimeoutSeconds = 20,
  } = asked;
  const login = { name, port, password: { value: new Secret(password), before: '', after: '' } };
  const host = { ...firstHost(), address: '127.0.0.1', login };
  const hostKey = asked.hostKey ?? known?.hostKey ?? HOST_KEY.publicKey;
  return {
    host,
    hostKey,
    known,
    privateKey,
    limits: { connectTimeoutSeconds, sessionTimeoutSeconds },
  };
}

/** Ids of what failed. */
async function failures(check: ReturnType<typeof checkHost>): Promise<string[]> {
  return (await check).records.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
}

/** Facts as recorded earlier, with another host key than the host's if asked. */
async function recorded(hostKey = HOST_KEY.publicKey): Promise<HostFacts> {
  const { facts } = await checkHost(await listening({}));
  await server?.close();
  if (!facts) throw new Error('no facts');
  return { ...facts, hostKey };
}

describe('the host key', () => {
  test('is shown and kept at first contact', async () => {
    const check = await checkHost(await listening({}));
    expect(check.facts?.hostKey).toBe(HOST_KEY.publicKey);
    expect(check.firstContact).toBe(`ssh-ed25519 ${fingerprint(HOST_KEY.publicKey)}`);
    expect(check.changes).toEqual([]);
  });

  test.each([
    ['rsa', () => RSA_KEY],
    ['ecdsa', () => new KeyPair('ecdsa')],
  ])('may be %s, and stays pinned', async (_, key) => {
    const hostKeys = [key()];
    const hostKey = hostKeys[0]?.publicKey;
    const first = await checkHost(await listening({ hostKeys }, { hostKey }));
    await server?.close();
    const second = await checkHost(await listening({ hostKeys }, { known: first.facts }));
    expect(second.facts?.hostKey).toBe(hostKey);
    expect(second.firstContact).toBeUndefined();
  });

  test('that changed is refused before any login: nothing is sent to the host', async () => {
    const known = await recorded(new KeyPair().publicKey);
    const privateKey = OWN_KEY.privateKey;
    const check = await checkHost(await listening({}, { known, privateKey }));
    expect(check.records.map(({ id }) => id)).toEqual(['host.key']);
    expect(check.records[0]?.message).toContain(fingerprint(HOST_KEY.publicKey));
    expect(check.records[0]?.message).toContain(fingerprint(known.hostKey));
    expect(check.facts).toBeUndefined();
    expect(server?.attempts).toEqual([]);
  });

  test('of another type than the pinned one is refused as well', async () => {
    const known = await recorded(RSA_KEY.publicKey);
    expect(await failures(checkHost(await listening({}, { known })))).toEqual(['host.key']);
    expect(server?.attempts).toEqual([]);
  });

  test('that is pinned is asked for, though the host has a preferred one since', async () => {
    const known = await recorded(RSA_KEY.publicKey);
    const check = await checkHost(await listening({ hostKeys: [HOST_KEY, RSA_KEY] }, { known }));
    expect(check.facts?.hostKey).toBe(RSA_KEY.publicKey);
  });
});

describe('the login', () => {
  test('tries the key first, and needs no password then', async () => {
    const privateKey = OWN_KEY.privateKey;
    const check = await checkHost(
      await listening({ authorizedKey: OWN_KEY.publicKey }, { privateKey }),
    );
    expect(check.facts).toBeDefined();
    expect(new Set(server?.attempts)).toEqual(new Set(['publickey root']));
  });

  test('falls back to the password', async () => {
    const check = await checkHost(await listening({}, { privateKey: OWN_KEY.privateKey }));
    expect(check.facts).toBeDefined();
    expect(server?.attempts).toEqual(['publickey root', 'password root']);
  });

  test('answers hosts that ask for the password through PAM', async () => {
    expect((await checkHost(await listening({ asksByPam: true }))).facts).toBeDefined();
    expect(server?.attempts).toEqual(['keyboard-interactive root']);
  });

  test.each([false, true])(
    'offers a wrong password once (through PAM: %s) and never tells it',
    async (asksByPam) => {
      const check = await checkHost(await listening({ password: 'another', asksByPam }));
      expect(check.records.map(({ id }) => id)).toEqual(['host.login']);
      expect(JSON.stringify(check)).not.toContain('Hunter2');
      expect(server?.attempts).toHaveLength(1);
    },
  );
});

describe('a host that does not do as it should', () => {
  test('refuses connections', async () => {
    const asked = await listening({});
    await server?.close();
    expect(await failures(checkHost(asked))).toEqual(['host.connection']);
  });

  test('accepts connections and says nothing: the connect limit ends it', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const check = await checkHost(input(portOf(silent), { connectTimeoutSeconds: 1 }));
    expect(check.records[0]?.message).toBe(
      `port ${portOf(silent)} takes connections, but no SSH server answered there within 1 s`,
    );
    silent.close();
  });

  test('never ends the check: the session limit ends it', async () => {
    const asked = await listening({ onCommand: () => undefined }, { sessionTimeoutSeconds: 1 });
    expect(await failures(checkHost(asked))).toEqual(['host.script']);
  });

  test('prints half a check: that is no set of facts', async () => {
    const onCommand: SshHostProps['onCommand'] = (channel) => {
      channel.write('PASS\thost.root\truns as root\t\nFACT\tos\tdebian\t12\t\n');
      channel.stderr.write('sh: out of memory\n');
      channel.exit(2);
      channel.end();
    };
    const check = await checkHost(await listening({ onCommand }));
    expect(check.facts).toBeUndefined();
    expect(check.records.at(-1)?.message).toBe(
      'the check ended early with exit code 2: sh: out of memory',
    );
  });

  test('steers the terminal: control characters are dropped', async () => {
    const onCommand: SshHostProps['onCommand'] = (channel) => {
      channel.stderr.write('\u001b[2Jgone\r\n');
      channel.exit(1);
      channel.end();
    };
    const check = await checkHost(await listening({ onCommand }));
    expect(check.records.at(-1)?.message).toMatch(/exit code 1\): gone$/);
  });

  test.each<[string, string, string, RegExp]>([
    [
      'This account is currently not available.\nAsk the staff.\n',
      'host.script',
      'the login of root does not run the command that it is given (exit code 1): This account is currently not available. | Ask the staff.',
      /chsh -s .*ForceCommand/,
    ],
    [
      'WARNING: Your password has expired.\nPassword change required but no TTY available.\n',
      'host.login',
      'the password of root has expired: the host lets nobody in who does not give a new one',
      /run "chage -M -1 -d \$\(date \+%F\) root" as root at its console/,
    ],
  ])('gives no shell, and says in its place: %j', async (words, id, message, cure) => {
    const onCommand: SshHostProps['onCommand'] = (channel) => {
      channel.stderr.write(words);
      channel.exit(1);
      channel.end();
    };
    const { records } = await checkHost(await listening({ onCommand }));
    expect(records).toEqual([{ verdict: 'fail', id, message, cure: expect.stringMatching(cure) }]);
  });

  test.each(['a password is required', 'Ein Passwort ist notwendig'])(
    'sudo refuses, in whatever words: %s',
    async (words) => {
      const onCommand: SshHostProps['onCommand'] = (channel) => {
        channel.write(`FAIL\thost.sudo\tlogin deploy cannot become root: ${words}\tallow it\n`);
        channel.exit(1);
        channel.end();
      };
      const check = await checkHost(await listening({ onCommand }, { name: 'deploy' }));
      expect(check.records).toEqual([
        {
          id: 'host.sudo',
          verdict: 'fail',
          message: `login deploy cannot become root: ${words}`,
          cure: 'allow it',
        },
      ]);
    },
  );
});

test('facts that differ from the known ones are told', async () => {
  const known = { ...(await recorded()), bridges: [{ name: 'br99', mtu: 1500 }] };
  const check = await checkHost(await listening({}, { known }));
  expect(check.changes.map(factChangeText)).toContain('bridge br99 gone (MTU 1500)');
});

test('another memory or CPU is recorded only when it is accepted', async () => {
  const real = await recorded();
  const known = { ...real, memoryGib: 1 };
  const asked = await listening({}, { known });
  const refused = await checkHost(asked);
  expect(refused.records).toContainEqual(
    expect.objectContaining({
      id: 'host.facts',
      verdict: 'fail',
      message: expect.stringContaining(`memory 1 → ${real.memoryGib} GiB`),
    }),
  );
  expect(refused.facts?.memoryGib).toBe(1);
  const accepted = await checkHost({ ...asked, acceptNewFacts: true });
  expect(accepted.facts?.memoryGib).toBe(real.memoryGib);
  expect(accepted.changes.map(factChangeText)).toContain(`memory 1 → ${real.memoryGib} GiB`);
});

test('a new host key that is accepted is another machine, whose facts are recorded', async () => {
  const real = await recorded();
  const known = { ...real, memoryGib: 1, hostKey: new KeyPair().publicKey };
  const hostKey = HOST_KEY.publicKey;
  const check = await checkHost(await listening({}, { known, hostKey }));
  expect(check.facts).toEqual(real);
});

test('a disk recorded as blank stays recorded when it is missing, where blank disks are chosen', async () => {
  const disks = [
    { path: '/dev/disk/by-id/wwn-gone', sizeBytes: 1, blank: true },
    { path: '/dev/disk/by-id/wwn-other', sizeBytes: 1, blank: false },
  ];
  const known = { ...(await recorded()), disks };
  const asked = await listening({}, { known });
  const chosen = { ...asked, host: { ...asked.host, dataDisks: { kind: 'blank' as const } } };
  const paths = async (input: HostCheckInput) =>
    (await checkHost(input)).facts?.disks.map(({ path }) => path);
  expect(await paths(chosen)).toContain('/dev/disk/by-id/wwn-gone');
  expect(await failures(checkHost(chosen))).toContain('disk.present');
  expect(await paths(asked)).toEqual([]);
});

test('blank disks that are asked for and not there are a warning, with the disks that are', async () => {
  const asked = await listening({});
  const blank = (kind: 'blank' | 'none') =>
    checkHost({ ...asked, host: { ...asked.host, dataDisks: { kind } } });
  const { records } = await blank('blank');
  expect(records.find(({ id }) => id === 'disk.blank')).toMatchObject({
    verdict: 'warn',
    message: expect.stringContaining('kvm.data.disks is "blank", and the host has no '),
    cure: expect.stringContaining('attach a blank disk'),
  });
  expect((await blank('none')).records.map(({ id }) => id)).not.toContain('disk.blank');
});

describe('a disk', () => {
  const PATH = '/dev/disk/by-id/wwn-0x1';

  /** What is recorded of a disk that the host tells in this state, known before as blank or not, or not at all. */
  async function recordedAs(state: string, before?: boolean): Promise<boolean | undefined> {
    const known = await recorded();
    const disks = before === undefined ? [] : [{ path: PATH, sizeBytes: 1, blank: before }];
    const onCommand: SshHostProps['onCommand'] = (channel) => {
      const lines = [
        'os\tdebian\t12\t',
        'architecture\tx86_64',
        'cpu\t1\t1\t1',
        'virtualization\tnone',
        'memory\t1048576',
        `disk\t${PATH}\t1\t${state}\tS1\t`,
        'end\t0',
      ];
      channel.write(lines.map((line) => `FACT\t${line}\n`).join(''));
      channel.exit(0);
      channel.end();
    };
    const check = await checkHost(await listening({ onCommand }, { known: { ...known, disks } }));
    return check.facts?.disks[0]?.blank;
  }

  test.each([
    ['used', true, true],
    ['vm', true, true],
    ['blank', true, true],
    ['used', false, false],
    ['vm', false, false],
    ['blank', false, true],
    ['used', undefined, false],
    ['vm', undefined, true],
    ['blank', undefined, true],
  ])('that is %s and was recorded as blank: %s is recorded as %s', async (state, before, blank) => {
    expect(await recordedAs(state, before)).toBe(blank);
  });
});

describe('another disk under the name of the chosen one', () => {
  const PATH = '/dev/disk/by-id/wwn-0x1';
  const BEFORE = { path: PATH, serial: 'S1', wwn: 'naa.1', sizeBytes: 1, blank: true };

  /** The check of a host whose chosen disk leads to the disk S2, in this state. */
  async function checked(state: string, more: Partial<HostCheckInput> = {}): Promise<HostCheck> {
    const known = { ...(await recorded()), disks: [BEFORE] };
    const onCommand: SshHostProps['onCommand'] = (channel) => {
      const lines = [
        'os\tdebian\t12\t',
        'architecture\tx86_64',
        'cpu\t1\t1\t1',
        'virtualization\tnone',
        'memory\t1048576',
        `disk\t${PATH}\t1\t${state}\tS2\tnaa.1`,
        'end\t0',
      ];
      channel.write(lines.map((line) => `FACT\t${line}\n`).join(''));
      channel.exit(0);
      channel.end();
    };
    const asked = await listening({ onCommand }, { known });
    const host = { ...asked.host, dataDisks: { kind: 'blank' as const } };
    return checkHost({ ...asked, host, ...more });
  }

  test('is not recorded in its place', async () => {
    expect((await checked('used')).facts?.disks).toEqual([BEFORE]);
  });

  test.each([
    ['used', false],
    ['vm', false],
    ['blank', true],
  ])('that is %s is recorded as blank %s when it is accepted, and told', async (state, blank) => {
    const { facts, changes } = await checked(state, { acceptNewFacts: true });
    expect(facts?.disks).toEqual([{ ...BEFORE, serial: 'S2', blank }]);
    expect(changes.map(factChangeText).join()).toContain(
      `disk ${PATH} serial number S1, WWN naa.1, 1 bytes, blank → `,
    );
  });
});

test('a clock that is far off fails', async () => {
  const onCommand: SshHostProps['onCommand'] = (channel) => {
    channel.write(
      'FACT\tos\tx\t\t\nFACT\tarchitecture\tx\nFACT\tcpu\t1\t1\t1\nFACT\tvirtualization\tnone\n',
    );
    channel.write('FACT\tmemory\t1\nFACT\tclock\t1000000000\nFACT\tend\t0\n');
    channel.exit(0);
    channel.end();
  };
  expect(await failures(checkHost(await listening({ onCommand })))).toEqual(['host.clock']);
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
