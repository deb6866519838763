import { guestScript } from '../../../fleet/rollout/restart/guest-agent';
import { stateScript } from '../../../fleet/status/state-script';
import { HostSpec } from '../../../lib/machine/host-spec';
import { hostSpec } from '../../fixtures/host-spec';
import { Json, synthesized } from '../../fixtures/synthesized';

/** A host of which every value is another one. */
const other: HostSpec = {
  ...hostSpec({
    name: 'node777',
    nics: [
      { bridge: 'br7', mac: '02:00:00:00:07:07' },
      { bridge: 'br8', mac: '02:00:00:00:08:08' },
    ],
    dataDisks: [{ path: '/dev/disk/by-id/wwn-0x7', serial: 'wwn-0x7', recordedBlank: true }],
    vnc: { listen: '127.0.0.7', port: 5977 },
  }),
  address: '10.7.7.7',
  packagesDirectory: 'packages7',
  storage: { poolName: 'quantum-srv7', poolPath: '/srv7' },
};
const one: HostSpec = {
  ...hostSpec({ dataDisks: [{ path: '/dev/disk/by-id/wwn-0x1', serial: 'wwn-0x1' }] }),
  packagesDirectory: 'packages',
};

/** A script without the lines that set its environment. */
const withoutEnvironment = (script: string) =>
  script.replace(/^export QK_[A-Z_]+='[^']*'\n?/gm, '');

/** The shell texts of a stack, as Terraform runs them. */
function texts(spec: HostSpec): string[] {
  const resources: Json[] = Object.values(synthesized(spec).resources('null_resource'));
  return resources.flatMap(({ provisioner }) =>
    provisioner.map((part: Json) =>
      (part['remote-exec']?.inline ?? [part['local-exec']?.command ?? '']).join('\n'),
    ),
  );
}

test.each([
  ['status', (spec: HostSpec) => [stateScript(spec, '')]],
  ['the question to a guest', (spec: HostSpec) => [guestScript(spec.machine.name)]],
  ['preparation', texts],
])('the shell text of %s is the same for every host: no value stands in it', (_, textsOf) => {
  const [mine, theirs] = [one, other].map((spec) => textsOf(spec).map(withoutEnvironment));
  expect(mine!.length).toBeGreaterThan(0);
  expect(mine).toEqual(theirs);
});

test('and the environment is set by nothing but words in single quotes', () => {
  for (const script of [stateScript(other, ''), guestScript('node777'), ...texts(other)]) {
    const set = script.split('\n').filter((line) => line.startsWith('export QK_'));
    for (const line of set) expect(line).toMatch(/^export QK_[A-Z_]+='[^']*'$/);
  }
});
