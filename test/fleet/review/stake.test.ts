import { resourceAddress } from '../../fixtures/resource-address';
import { stakeOf } from '../../../fleet/review/stake';
import { ResourceChange } from '../../../fleet/terraform/saved-plan';

type Actions = ResourceChange['change']['actions'];

function change(type: string, actions: Actions, attributes: object = {}): ResourceChange {
  const before = actions[0] === 'create' ? null : { ...attributes };
  const after = actions.at(-1) === 'delete' ? null : { ...attributes };
  return {
    address: resourceAddress(type, before ?? after),
    type,
    change: { actions, before, after },
  };
}

const NOTHING = { makesMachine: false, removesMachine: false, removesDisk: false };
const MEDIUM = { create: { content: { url: 'install.iso' } } };

test.each<[string, ResourceChange[], object]>([
  ['no change', [], {}],
  ['a VM that is made', [change('libvirt_domain', ['create'])], { makesMachine: true }],
  ['a VM that goes', [change('libvirt_domain', ['delete'])], { removesMachine: true }],
  ['a VM that is changed', [change('libvirt_domain', ['update'])], {}],
  ['a VM in place of itself', [change('libvirt_domain', ['delete', 'create'])], {}],
  ['a disk that goes', [change('libvirt_volume', ['delete'])], { removesDisk: true }],
  ['a disk that is made', [change('libvirt_volume', ['create'])], {}],
  ['a medium that goes', [change('libvirt_volume', ['delete'], MEDIUM)], {}],
  ['a preparation', [change('null_resource', ['create'])], {}],
])('%s', (_, changes, expected) => {
  expect(stakeOf(changes)).toEqual({ ...NOTHING, ...expected });
});
