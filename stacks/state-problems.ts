import { Problem } from '../lib/config/problem';
import { HostSpec } from '../lib/machine/host-spec';
import { stackIdsOf } from '../lib/machine/stack-id';
import { Project } from '../lib/node/project';
import { stateFault } from '../lib/node/terraform/state-fault';

const PROVIDERS = ['bundled', 'registry'] as const;

/** Hosts whose state, with either providers, cannot be worked with: what stands on them is not known. */
export function stateProblems(specs: readonly HostSpec[], project: Project): Problem[] {
  return specs.flatMap(({ address, stackId }) =>
    PROVIDERS.flatMap((providers) => stackIdsOf(stackId, providers)).flatMap((id) => {
      const fault = stateFault(project.stateFile(id), project.stackFolders(id));
      return fault ? [{ ...fault, severity: 'error', kind: 'host', host: address } as const] : [];
    }),
  );
}
