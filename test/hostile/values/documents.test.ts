import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import fc from 'fast-check';
import { formatProblems, hasErrors } from '../../../lib/config/problem';
import { parseConfiguration } from '../../../lib/config/parse-configuration';
import { knownNames } from '../../../lib/config/rules/rules';
import { ForeignExpression } from '../../../lib/constructs/literal-stack';
import { readFacts } from '../../../lib/facts/facts-file';
import { parseCheckOutput } from '../../../lib/host-scripts/check-output';
import { HostSpec } from '../../../lib/machine/host-spec';
import { specifyHosts } from '../../../lib/machine/specify-hosts';
import { HostStack } from '../../../stacks/host-stack';
import { hostSpec } from '../../fixtures/host-spec';
import { FILES } from '../../fixtures/synthesized';
import { property, xml } from '../../config/sample';
import { CANARY, HOSTILE, honest, placesIn, renamed, replaced } from '../programs/lock-file';

/** Documents that are tried; each host that they still make is synthesized once. */
const DOCUMENTS = 10_000;
const REPORTS = 10_000;
/** Specs with a hostile text in them that are synthesized: the second wall without the first. */
const SPECS = 200;
/** On a machine under load. */
const LIMIT_MS = 600_000;

const ADDRESS = '192.168.12.34';
const PLAIN = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;

/** Texts of others, alone or within what is honest, and such as nobody has thought of. */
const special = fc.constantFrom(...'${}%"\'`\\\n\r\t\0\u001b\u202e\u2028<>&;|()*?[]#/.-+ é');
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          '',
          'br',
          '/dev/disk/by-id/wwn-0x',
          '02:00:00:00:00:',
          '/opt/deploy/',
          'vm',
        ),
        fc.constantFrom(...HOSTILE),
        fc.constantFrom('', '.iso', '0', '"', '}'),
      )
      .map((parts) => parts.join('')),
  },
  {
    weight: 3,
    arbitrary: fc
      .string({
        unit: fc.oneof(special, fc.string({ unit: 'grapheme', maxLength: 1 })),
        maxLength: 30,
      })
      .map((drawn) => `${drawn}${CANARY}`),
  },
);

let folder: string;
let lockFile: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
  lockFile = join(folder, 'hosts.lock.json');
});
afterAll(() => rmSync(folder, { recursive: true }));

const HONEST = honest(ADDRESS);
const PLACES = placesIn(HONEST);

/** A lock file in which one value or name, or nothing, is somebody else's. */
const lockFiles = fc.oneof(
  { weight: 2, arbitrary: fc.constant<unknown>(HONEST) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...PLACES), text)
      .map(([place, value]) => replaced(HONEST, place, value)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...PLACES), text)
      .map(([place, name]) => renamed(HONEST, place, name)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...PLACES), fc.jsonValue())
      .map(([place, value]) => replaced(HONEST, place, value)),
  },
);

const escaped = (value: string) =>
  value.replace(/[&<"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '"': '&quot;' })[c] ?? c);

/** What may stand in a configuration beside or in the place of what is honest. */
const line = fc.oneof(
  text.map((value) => `<!-- ${value.replaceAll('--', '')} -->`),
  text.map((value) => `<property name="${escaped(value)}" value="x"/>`),
  text.map((value) => `<property name="other.tool" value="${escaped(value)}"/>`),
  text.map((value) => `<property title="${escaped(value)}" name="login.password" value="p"/>`),
  text.map((value) => property('kvm.autostart', 'true', escaped(value))),
  text.map((value) => `<${value}>`),
  text,
);
const configurations = fc
  .tuple(
    fc.option(fc.tuple(fc.constantFrom(...knownNames), text), { freq: 2 }),
    fc.option(line, { freq: 2 }),
    fc.constantFrom('blank', 'none'),
  )
  .map(([changed, extra, disks]) =>
    xml(
      {
        'kvm.host.range': ADDRESS,
        'kvm.data.disks': disks,
        ...(changed && { [changed[0]]: escaped(changed[1]) }),
      },
      ...(extra === null ? [] : [extra]),
    ),
  );

/** All strings of a document, names as well. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [name, ...stringsOf(part)]);
}

function synthesize(spec: HostSpec): string[] {
  const stack = new HostStack(Testing.app({ outdir: folder }), spec.stackId, {
    spec,
    files: FILES,
    stateFile: '../../../state/x.tfstate',
    installMedia: spec.machine.installMedia,
    packagesDirectory: spec.packagesDirectory,
  });
  return stringsOf(stack.toTerraform());
}

/** Its name is made of a bridge's by cdktf, which leaves letters and digits of it. */
const REFERENCE = /^\$\{libvirt_(?:network|volume)\.[A-Za-z0-9_-]+\.(?:name|path)\}$/;
/** The element around the password stands in it, as a literal in which nothing is active. */
const READS_PASSWORD = /^\$\{join\("", \[for part in regexall\(/;

/** What Terraform would evaluate holds nothing of theirs, and every escape in it is ours. */
function expectOwnExpressions(strings: readonly string[]): void {
  const evaluated = strings.filter((one) => /[$%]\{/.test(one));
  expect(evaluated.length).toBeGreaterThan(5);
  for (const one of evaluated) {
    expect(one).not.toMatch(/%\{|^\$\$\{/);
    if (REFERENCE.test(one) || READS_PASSWORD.test(one)) continue;
    expect(one).not.toContain(CANARY);
  }
}

test(
  `${DOCUMENTS} hostile documents make no expression, no throw and no character of theirs`,
  () => {
    let [made, refused] = [0, 0];
    const synthesized = new Set<string>();
    fc.assert(
      fc.property(configurations, lockFiles, (configurationText, lock) => {
        const { configuration, problems } = parseConfiguration(configurationText, 'f.xml');
        writeFileSync(lockFile, JSON.stringify(lock));
        const facts = readFacts(lockFile);
        const told = [...problems, ...facts.problems];
        if (configuration && facts.facts) {
          const { specs, problems: ofHosts } = specifyHosts(configuration, facts.facts);
          told.push(...ofHosts);
          for (const spec of specs) {
            made += 1;
            const key = JSON.stringify(spec);
            if (synthesized.has(key)) continue;
            synthesized.add(key);
            expectOwnExpressions(synthesize(spec));
          }
        }
        if (hasErrors(told)) refused += 1;
        for (const one of formatProblems(told).split('\n'))
          if (!PLAIN.test(one)) throw new Error(one);
      }),
      { numRuns: DOCUMENTS, endOnFailure: true },
    );
    expect(made).toBeGreaterThan(100);
    expect(made + refused).toBeGreaterThanOrEqual(DOCUMENTS);
  },
  LIMIT_MS,
);

/** What an honest host reports. */
const REPORT: Readonly<Record<string, readonly string[]>> = {
  os: ['debian', '12', ''],
  machine: ['', ''],
  clock: ['1700000000'],
  architecture: ['x86_64'],
  cpu: ['2', '32', '2'],
  virtualization: ['svm'],
  memory: ['131072000'],
  bridge: ['br0', '1500'],
  disk: ['/dev/disk/by-id/wwn-0x5', '2000000000000', 'blank', 'S5', 'naa.5'],
  end: ['0'],
};

test(
  `${REPORTS} hostile reports of a host give values of their kinds, or one sentence`,
  () => {
    let refused = 0;
    const changes = fc.tuple(fc.constantFrom(...Object.keys(REPORT)), fc.nat({ max: 4 }), text);
    fc.assert(
      fc.property(changes, ([changed, index, value]) => {
        const lines = Object.entries(REPORT).map(([name, honestFields]) => {
          const fields =
            name === changed ? honestFields.with(index % honestFields.length, value) : honestFields;
          return ['FACT', name, ...fields].join('\t');
        });
        const { refusal, facts } = parseCheckOutput(lines.join('\n'));
        if (refusal !== undefined) refused += 1;
        if (refusal !== undefined && (!PLAIN.test(refusal) || refusal.length > 400))
          throw new Error(refusal);
        for (const one of stringsOf(facts)) {
          if (!/^[A-Za-z0-9._+=@:~/-]*$/.test(one)) throw new Error(one);
        }
      }),
      { numRuns: REPORTS, endOnFailure: true },
    );
    expect(refused).toBeGreaterThan(REPORTS / 2);
  },
  LIMIT_MS,
);

/** A spec in which all that there can be is said. */
const SPEC: HostSpec = {
  ...hostSpec({ dataDisks: [{ path: '/dev/disk/by-id/wwn-1', serial: 'wwn-1' }] }),
  login: { name: 'root', port: 22, keyFile: 'keys/id' },
  packagesDirectory: 'packages',
};

test(
  `${SPECS} specs with a hostile text make no expression either, however it came into them`,
  () => {
    const places = placesIn(SPEC).filter(([first]) => first !== 'stackId' && first !== 'providers');
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...HOSTILE), (place, value) => {
        try {
          expectOwnExpressions(synthesize(replaced(SPEC, place, value) as HostSpec));
        } catch (error) {
          refused += 1;
          if (error instanceof ForeignExpression) {
            expect(formatProblems([error.problem])).toMatch(PLAIN);
          } else {
            // Of the name of a construct, and of a variable: neither can be of such a text.
            expect((error as Error).message).toMatch(/contains a Token|holds a NUL character/);
          }
        }
      }),
      { numRuns: SPECS, endOnFailure: true },
    );
    expect(refused).toBeGreaterThan(SPECS / 10);
  },
  LIMIT_MS,
);
