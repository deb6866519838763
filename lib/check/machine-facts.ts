import { CheckRecord, fail, pass } from '../host-scripts/check-record';
import { factChangeText, factChanges } from '../facts/fact-changes';
import { HostFacts } from '../facts/host-facts';

const ID = 'host.facts';

/**
 * The facts from which the numbers of the spec are computed (architecture, CPU, memory) are those of another
 * machine, or of one that was rebuilt, when they change: the recorded ones stay until the new ones are accepted.
 *
 * @param accepted whether the operator accepts the new ones for this host
 */
export function resolveMachineFacts(
  known: HostFacts | undefined,
  found: HostFacts,
  accepted: boolean,
): { readonly facts: HostFacts; readonly records: readonly CheckRecord[] } {
  if (!known) return { facts: found, records: [] };
  const changes = factChanges(known, withMachineOf(known, found)).map(factChangeText).join(', ');
  if (changes === '') return { facts: found, records: [] };
  if (accepted) return { facts: found, records: [pass(ID, `${changes}, accepted`)] };
  const record = fail(
    ID,
    `the host is another machine than hosts.lock.json records: ${changes}; the recorded facts stay`,
    'if it was replaced or rebuilt, run "quantum-kvm check --accept-new-facts ADDRESS"; else see what it has lost',
  );
  return { facts: withMachineOf(found, known), records: [record] };
}

/** Whether virtualization is switched on is a setting, not the machine. */
function withMachineOf(facts: HostFacts, machine: HostFacts): HostFacts {
  const { architecture, memoryGib } = machine;
  const cpu = { ...machine.cpu, virtualization: facts.cpu.virtualization };
  return { ...facts, architecture, memoryGib, cpu };
}
