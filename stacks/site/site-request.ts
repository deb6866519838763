import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { adoptingSpec } from '../../lib/machine/adopting-spec';
import { HostSpec } from '../../lib/machine/host-spec';
import { PRIVATE_FILE } from '../../lib/node/file/private-file';
import { BUNDLED_PROVIDERS } from '../../lib/node/provider/bundled-provider';

/** Names the file in which a run of quantum-kvm asks the app of a site for stacks. */
export const REQUEST_VARIABLE = 'QUANTUM_KVM_REQUEST';

const FORM = 1;

const HOST = z.strictObject({
  address: z.string(),
  /** Of the spec that the run has read. */
  digest: z.string(),
  /** The VM and its system disk are there, made by others, and Terraform is to import them. */
  adopts: z.strictObject({ macs: z.record(z.string(), z.string()) }).optional(),
  /** UUID of the VM that is there, made from here and in no state. */
  importedMachine: z.uuid().optional(),
});

const REQUEST = z.strictObject({
  form: z.literal(FORM),
  /** Of the quantum-kvm that runs. */
  version: z.string(),
  hosts: z.array(HOST),
});

/** What a run asks for: stacks of these hosts, and what they are to import. */
export type SiteRequest = z.infer<typeof REQUEST>;
type RequestedHost = z.infer<typeof HOST>;

/** Asks for these hosts. */
export function writeRequest(file: string, specs: readonly HostSpec[]): void {
  const hosts = specs.map((spec): RequestedHost => {
    const { address, adopts, facts, importedMachine } = spec;
    const { adopted } = facts;
    return {
      ...{ address, digest: digestOf(spec) },
      ...(adopts && adopted && { adopts: { macs: { ...adopted.macs } } }),
      ...(importedMachine !== undefined && { importedMachine }),
    };
  });
  const request: SiteRequest = { form: FORM, version: VERSION, hosts };
  writeFileSync(file, JSON.stringify(request), { mode: PRIVATE_FILE });
}

/** What the run that started this process asks for; undefined: it was started by cdktf. @throws when it is not readable */
export function givenRequest(environment = process.env): SiteRequest | undefined {
  const file = environment[REQUEST_VARIABLE];
  if (!file) return undefined;
  return REQUEST.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * The specs that are asked for; an address alone for a host that has none, or another one than the run has read: the
 * two files have changed meanwhile. Another version of quantum-kvm may have others of the same files.
 */
export function requestedSpecs(
  { hosts, version }: SiteRequest,
  specs: readonly HostSpec[],
): (HostSpec | string)[] {
  const known = new Map(specs.map((spec) => [spec.address, spec]));
  return hosts.map((host) => {
    const found = known.get(host.address);
    const spec = found && asAsked(found, host);
    const isChanged = version === VERSION && spec && digestOf(spec) !== host.digest;
    return !spec || isChanged ? host.address : spec;
  });
}

function asAsked(spec: HostSpec, { adopts, importedMachine }: RequestedHost): HostSpec {
  const adopting = adopts ? adoptingSpec(spec, adopts) : spec;
  return importedMachine === undefined ? adopting : { ...adopting, importedMachine };
}

/** A secret in it is masked. */
function digestOf(spec: HostSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex');
}

/** Of quantum-kvm, and of its providers. */
const VERSION = BUNDLED_PROVIDERS.map(({ version }) => version).join();
