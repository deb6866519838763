import { sudoRefusal } from '../../lib/host-scripts/become-root';
import { runAsRoot } from '../../lib/ssh/root-shell';
import { SshRan } from '../../lib/ssh/ssh-outcome';
import { SshSession } from '../../lib/ssh/ssh-session';
import { KeyPair, SshHost, SshHostProps } from './ssh-host';

const HOST_KEY = new KeyPair();
const OWN_KEY = new KeyPair();

let server: SshHost;
afterEach(() => server.close());

/** Runs a script on a host as it is described. */
async function run(props: Partial<SshHostProps>, script: string): Promise<SshRan> {
  server = new SshHost({ hostKeys: [HOST_KEY], authorizedKey: OWN_KEY.publicKey, ...props });
  const login = { name: 'operator', port: await server.listen() };
  const session = await SshSession.open(
    {
      ...{ address: '127.0.0.1', login },
      ...{ privateKey: OWN_KEY.privateKey, pinnedHostKey: HOST_KEY.publicKey },
    },
    { connectTimeoutSeconds: 20, sessionTimeoutSeconds: 20 },
  );
  if (!(session instanceof SshSession)) throw new Error(session.failure.message);
  const outcome = await runAsRoot(session, script);
  session.close();
  if (outcome.kind === 'failed') throw new Error(outcome.failure.message);
  return outcome;
}

/** What a login may leave before the command that it runs. */
const PREFACES = {
  'a line': 'Connected!\n',
  'an open line': 'Connected!',
  'a line drawn over itself': '10 %\r20 %\r',
  'the title of a window': '\u001b]0;prod\u0007',
  'a colour': 'Welcome\r\n\u001b[1;31m',
  'what looks like a record': 'FAIL\thost.sudo\tnot ours\tnone\nPASS\t',
} as const;

const LIKES_TERMINALS = '[ -t 1 ] || exit 1; shift; exec "$@"';

describe.each(Object.entries(PREFACES))('after %s', (_, prints) => {
  test('the output is that of the script alone', async () => {
    const { stdout, exitCode } = await run(
      { prints },
      'printf "PASS\\ta.b\\tfine\\t\\n"; exit 3\n',
    );
    expect({ stdout, exitCode }).toEqual({ stdout: 'PASS\ta.b\tfine\t\n', exitCode: 3 });
  });

  test("sudo's refusal is found", async () => {
    const ran = await run({ prints, sudo: 'echo a password is required >&2; exit 1' }, 'exit 0\n');
    expect(sudoRefusal(ran)?.message).toMatch(/cannot become root: a password is required/);
  });

  test('sudo that leaves a line open does not hide the script', async () => {
    const sudo = '[ "$3" != -s ] || printf "Last login: today"; shift; exec "$@"';
    const { stdout } = await run({ prints, sudo }, 'echo ran\n');
    expect(stdout).toBe('ran\n');
  });
});

test('what runs something else instead is handed on as it is', async () => {
  const { stdout } = await run({ onCommand: (channel) => channel.end('a menu') }, 'echo ran\n');
  expect(stdout).toBe('a menu');
});

test('a sudo that refuses for good has no output of a script', async () => {
  const ran = await run({ sudo: LIKES_TERMINALS }, 'echo ran\n');
  expect(ran.stdout).not.toContain('ran');
  expect(sudoRefusal(ran)).toBeDefined();
});
