import { SpawnSyncReturns, spawnSync } from 'node:child_process';
import { Testing, TerraformStack } from 'cdktf';
import { HostScript } from '../../../lib/constructs/preparation/host-script';
import { Json } from '../../fixtures/synthesized';

/** The null_resource of a script with these parameters. */
function resource(parameters: Record<string, string>): Json {
  const stack = new TerraformStack(Testing.app(), 'stack');
  const connection = { type: 'ssh', host: '127.0.0.1' } as const;
  new HostScript(stack, 'Subject', {
    script: 'check.sh',
    parameters,
    hostKey: 'ssh-ed25519 A',
    connection,
  });
  return Object.values(JSON.parse(Testing.synth(stack)).resource.null_resource)[0];
}

test('a change of a parameter, of the script or of the host behind the address runs it again', () => {
  const { triggers } = resource({ QK_VALUE: 'a' });
  expect(triggers).toEqual({
    QK_VALUE: 'a',
    host_key: 'ssh-ed25519 A',
    script: expect.stringMatching(/^[0-9A-F]{32}$/i),
  });
});

/** What a shell makes of the lines of the provisioner, with a script in the place of ours. */
function run(parameters: Record<string, string>, script: string): SpawnSyncReturns<string> {
  const inline: string[] = resource(parameters).provisioner[0]['remote-exec'].inline;
  const isOurs = (line: string) => line.includes('${file(');
  const [from, to] = [inline.findIndex(isOurs), inline.findLastIndex(isOurs)];
  const lines = [...inline.slice(0, from), script, ...inline.slice(to + 1)];
  return spawnSync('sh', ['-c', lines.join('\n')], { encoding: 'utf8' });
}

/** It says first that it has begun, on a line of its own: whatever came before is not the script's. */
const BEGUN = '\nBEGIN\tcheck.sh\n';

test.each(['plain', 'it\'s $HOME `id` \\ "x"', 'ssh-ed25519 AAAA+/=='])(
  'the script gets its parameter to the letter: %s',
  (value) => {
    expect(run({ QK_VALUE: value }, 'printf %s "$QK_VALUE"').stdout).toBe(`${BEGUN}${value}`);
  },
);

test('a script that fails leaves time for its last words', () => {
  const sleep = 'sleep() { echo "paused for $1 s"; }';
  expect(run({}, `${sleep}; (exit 3)`)).toMatchObject({
    status: 3,
    stdout: `${BEGUN}paused for 2 s\n`,
  });
  expect(run({}, sleep)).toMatchObject({ status: 0, stdout: BEGUN });
});
