import { chooseHosts } from '../../../fleet/rollout/host-choice';
import { hostSpec } from '../../fixtures/host-spec';

const plans = [34, 35, 36].map((n) => ({ ...hostSpec(), address: `192.168.12.${n}` }));
const chosen = (range?: string) => {
  const choice = chooseHosts(plans, range);
  return choice.fault ?? choice.specs.map(({ address }) => address.split('.')[3]).join(' ');
};

test('without a range all hosts are chosen', () => expect(chosen()).toBe('34 35 36'));

test('a range is written like kvm.host.range', () =>
  expect(chosen('192.168.12.36:192.168.12.35')).toBe('35 36'));

test('an address outside of the configuration is named', () =>
  expect(chosen('192.168.12.36:192.168.12.38')).toBe(
    '--hosts names 192.168.12.37, 192.168.12.38, not in kvm.host.range; name hosts that are in it, or add these to it first',
  ));

test('what is no range is refused', () =>
  expect(chosen('all')).toMatch(/all is not an IPv4 address/));
