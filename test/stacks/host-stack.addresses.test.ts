import { hostPlan } from '../fixtures/host-plan';
import { synthesized } from '../fixtures/synthesized';

// An address is a contract: another one makes Terraform destroy what stood under the old one.
test('every resource keeps its Terraform address', () => {
  const { resource } = synthesized(hostPlan()).terraform;
  const addresses = Object.entries(resource).flatMap(([type, named]) =>
    Object.keys(named as object).map((name) => `${type}.${name}`),
  );
  expect(addresses.sort()).toMatchInlineSnapshot();
});
