import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineChanges } from '../../../fleet/review/machine-attributes';

/** What the provider's messages call attributes by. */
const NAMES = join(__dirname, '../../../provider/internal/property/names.json');
const names = JSON.parse(readFileSync(NAMES, 'utf8')) as Record<string, string>;

/** Of other resources than the VM; what a change of disks comes from is told from the disks. */
const ELSEWHERE = ['capacity', 'create.content.url', 'devices.disks', 'pool'];

test.each(Object.entries(names).filter(([attribute]) => !ELSEWHERE.includes(attribute)))(
  'a plan and the provider name the same property for %s',
  (attribute, property) => {
    const of = (value: unknown) =>
      attribute
        .split('.')
        .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<
        string,
        unknown
      >;
    const [change] = machineChanges(of(['a']), of(['b']), new Map());
    expect(change?.property).toBe(property);
  },
);
