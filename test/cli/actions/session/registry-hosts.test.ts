import { Refusal } from '../../../../cli/actions/session/refusal';
import { registryRefusal } from '../../../../cli/actions/session/registry-hosts';
import { hostSpec } from '../../../fixtures/host-spec';

const bundled = hostSpec();
const registry = { ...bundled, address: '192.168.12.35', providers: 'registry' } as const;

test('the commands that run Terraform refuse hosts with registry providers, and name the way', () => {
  expect(registryRefusal('deploy', [bundled, registry])).toEqual(
    Refusal.of(
      'deploy works with the bundled providers, but kvm.providers is "registry" for 192.168.12.35; ' +
        'use npx cdktf plan, deploy and destroy (docs/providers.md), or choose other hosts with --hosts',
    ),
  );
});

test('hosts with the bundled providers are not refused', () => {
  expect(registryRefusal('plan', [bundled])).toBeUndefined();
});
