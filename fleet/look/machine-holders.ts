import { addressOfStack } from '../../lib/machine/stack-id';
import { entriesOf } from '../../lib/node/file/folder-entries';
import { Project } from '../../lib/node/project';
import { isDamaged } from '../../lib/node/terraform/state-text';
import { readState } from '../../lib/node/terraform/state-file';

/** Which host's state holds a VM. The states are read when it is asked for the first time. */
export class MachineHolders {
  private byUuid?: ReadonlyMap<string, string>;

  constructor(private readonly project: Project) {}

  /** The address; undefined: no state that can be read holds the VM. */
  of(uuid: string): string | undefined {
    this.byUuid ??= new Map(this.held());
    return this.byUuid.get(uuid);
  }

  private held(): [string, string][] {
    const names = entriesOf(this.project.stateFolder);
    return names.flatMap((name) => Project.stackIdOf(name) ?? []).flatMap((id) => this.heldBy(id));
  }

  private heldBy(stackId: string): [string, string][] {
    const address = addressOfStack(stackId);
    const state = readState(this.project.stateFile(stackId));
    if (address === undefined || !state || isDamaged(state)) return [];
    return state.resources.flatMap(({ type, attributes: { uuid } }): [string, string][] =>
      type === 'libvirt_domain' && typeof uuid === 'string' ? [[uuid.toLowerCase(), address]] : [],
    );
  }
}
