import { printable } from '../../lib/config/printable';
import { parseLook } from '../../lib/host-scripts/look-output';
import { HostSpec } from '../../lib/machine/host-spec';
import { stackIdsOf } from '../../lib/machine/stack-id';
import { Project } from '../../lib/node/project';
import { LoginOpener } from '../../lib/ssh/ssh-login';
import { KnownHost, knownHost } from '../look/known-host';
import { gonePromises, obstacle } from '../look/promises';

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
): string[] {
  if (!known.prepared) return known.holdsAny && !openedBy.startsWith('key') ? [lostKey(login)] : [];
  const output = parseLook(printed);
  if (typeof output === 'string')
    return [`whether what preparation made still holds is not known: ${printable(output)}`];
  const look = { ...output, loggedInByKey: openedBy.startsWith('key') };
  const cause = obstacle(known, look);
  if (cause !== undefined) return [cause];
  return gonePromises(known, look, login).map(({ what }) => again(what));
}

/** The password opens the login all the same, so nothing else would tell. */
function lostKey(login: string): string {
  return again(`the key of ${login} is not authorized`);
}

function again(what: string): string {
  return `${what}; run "quantum-kvm prepare", which makes it again`;
}
