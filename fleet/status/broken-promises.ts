import { printable } from '../../lib/config/printable';
import { parseLook } from '../../lib/host-scripts/look-output';
import { HostSpec } from '../../lib/machine/host-spec';
import { stackIdsOf } from '../../lib/machine/stack-id';
import { Project } from '../../lib/node/project';
import { LoginOpener } from '../../lib/ssh/ssh-login';
import { KnownHost, knownHost } from '../look/known-host';
import { Gone, gonePromises, lostKey, obstacle } from '../look/promises';
import { Difference, FactId } from './difference';

/** What the states of a host say of it: the preparation may be in another than the VM. */
export function knownHosts({ stackId, providers }: HostSpec, project: Project): KnownHost {
  const [first, ...others] = stackIdsOf(stackId, providers).map((id) =>
    knownHost(project.stateFile(id)),
  );
  const all = [first, ...others].filter((known) => known !== undefined);
  const volumes = all.flatMap((known) => known.volumes);
  const prepared = all.find((known) => known.prepared)?.prepared;
  return { ...(first as KnownHost), prepared, volumes, holdsAny: all.some((k) => k.holdsAny) };
}

/**
 * What of the preparation holds no longer, by the table by which a plan prepares a host again.
 *
 * @param printed by the look
 */
export function brokenPromises(
  known: KnownHost,
  printed: string,
  login: string,
  openedBy: LoginOpener,
): Difference<FactId>[] {
  const loggedInByKey = openedBy.startsWith('key');
  if (!known.prepared) return known.holdsAny && !loggedInByKey ? [broken(lostKey(login))] : [];
  const output = parseLook(printed);
  if (typeof output === 'string') {
    const text = `whether what preparation made still holds is not known: ${printable(output)}`;
    return [{ id: 'prepared.unknown', expected: 'as prepared', actual: null, text }];
  }
  const look = { ...output, loggedInByKey };
  const text = obstacle(known, look);
  return text === undefined
    ? gonePromises(known, look, login).map(broken)
    : [{ id: 'prepared.obstacle', expected: 'as prepared', actual: null, text }];
}

function broken({ thing, name, state, what }: Gone): Difference<FactId> {
  return {
    id: `prepared.${thing}`,
    ...(name !== undefined && { name }),
    ...{ expected: 'as prepared', actual: state },
    text: `${what}; run "quantum-kvm prepare", which makes it again`,
  };
}
