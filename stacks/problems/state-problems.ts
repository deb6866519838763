import { Problem } from '../../lib/config/problem';
import { HostSpec } from '../../lib/machine/host-spec';
import { stackIdsOf } from '../../lib/machine/stack-id';
import { fileFault } from '../../lib/node/file/file-fault';
import { Project } from '../../lib/node/project';
import { StateFault, stateFault } from '../../lib/node/terraform/state-fault';

const PROVIDERS = ['bundled', 'registry'] as const;

/** Hosts whose state, with either providers, cannot be worked with: what stands on them is not known. */
export function stateProblems(specs: readonly HostSpec[], project: Project): Problem[] {
  return specs.flatMap(({ address, stackId }) =>
    PROVIDERS.flatMap((providers) => stackIdsOf(stackId, providers)).flatMap((id) => {
      const fault = faultOf(id, project);
      return fault ? [{ ...fault, severity: 'error', kind: 'host', host: address } as const] : [];
    }),
  );
}

/** A folder that cannot be looked into may hold what Terraform could not write into the state. */
function faultOf(id: string, project: Project): StateFault | undefined {
  try {
    return stateFault(project.stateFile(id), project.stackFolders(id));
  } catch (error) {
    const { what, cure } = fileFault(error);
    return {
      where: (error as NodeJS.ErrnoException).path ?? project.runStackFolder(id),
      what,
      cure,
    };
  }
}
