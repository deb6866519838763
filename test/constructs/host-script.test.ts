import { spawnSync } from 'node:child_process';
import { Testing, TerraformStack } from 'cdktf';
import { HostScript } from '../../lib/constructs';
import { Json } from '../fixtures/synthesized';

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

test.each(['plain', 'it\'s $HOME `id` \\ "x"', 'ssh-ed25519 AAAA+/=='])(
  'the script gets its parameter to the letter: %s',
  (value) => {
    const [{ remote_exec: _, ...rest }] = [{ ...resource({ QK_VALUE: value }).provisioner[0] }];
    const inline: string[] = rest['remote-exec'].inline;
    const preamble = inline.filter((line) => !line.includes('${file('));
    const lines = [...preamble, 'printf %s "$QK_VALUE"'];
    expect(spawnSync('sh', ['-c', lines.join('\n')], { encoding: 'utf8' }).stdout).toBe(value);
  },
);
