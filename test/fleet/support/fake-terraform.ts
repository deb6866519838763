import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerraformBinary } from '../../../lib/node/terraform/terraform-binary';
import { stateText } from '../../fixtures/state';
import { ResourceChange } from '../../../fleet/terraform/saved-plan';

type Subcommand = 'version' | 'init' | 'plan' | 'show' | 'apply';

/** Runs in the folder of a stack, as Terraform does: it has the stack's name, or stands in one that has it. */
const PROGRAM = `#!/bin/sh
folder='FOLDER'
stack=\${PWD##*/}
case $stack in host-*) ;; *) stack=\${PWD%/*} stack=\${stack##*/} ;; esac
echo "$stack $*" >>"$folder/calls"
for argument; do
  case $argument in -out=*) out=\${argument#-out=} ;; esac
done
# Waits until the test lets go, and hears signals meanwhile. A test that never does is a failure.
hold() {
  left=750
  until [ -e "$folder/released" ]; do
    left=$((left - 1))
    [ $left -gt 0 ] || exit 99
    sleep 0.02
  done
}
for part in "$folder/$1.$stack" "$folder/$1"; do
  [ ! -e "$part" ] || { . "$part"; exit; }
done
`;

/** Writes the state of its stack, as an apply does. */
export const SAVE_STATE = `echo '${stateText()}' >"$PWD/../../../state/$stack.tfstate"`;
const SAVE_PLAN = 'echo "plan of $stack" >"$out"';

/**
 * Stands in for Terraform where a test is about who runs it: a program of its own, with a process, a log
 * and signals. Unless it is told otherwise it finds that nothing changes.
 */
export class FakeTerraform {
  readonly binary: TerraformBinary;

  /** @param folder to make */
  constructor(private readonly folder: string) {
    mkdirSync(folder);
    const file = join(folder, 'terraform');
    this.binary = { name: file, file, version: '1.11.4' };
    writeFileSync(file, PROGRAM.replace('FOLDER', folder), { mode: 0o755 });
    this.does('version', prints({ terraform_version: this.binary.version }));
    this.does('init', 'mkdir -p .terraform');
    this.does('plan', SAVE_PLAN);
    this.does('show', prints({}));
  }

  /**
   * What it does from now on, as shell. There, `$stack` is the stack, `$out` the file that a plan is to be
   * saved as, and `hold` waits for {@link release}.
   *
   * @param stackId of the only stack that it does this for
   */
  does(subcommand: Subcommand, shell: string, stackId?: string): void {
    const name = stackId === undefined ? subcommand : `${subcommand}.${stackId}`;
    writeFileSync(join(this.folder, name), `${shell}\n`);
  }

  /** Finds these changes from now on. */
  finds(changes: readonly ResourceChange[], stackId?: string): void {
    this.does('plan', `${SAVE_PLAN}\n${announced(changes)}\nexit 2`, stackId);
    this.does('show', saving(changes), stackId);
  }

  /** The same, with the changes in the file of the plan, from where they are shown. */
  saves(changes: readonly ResourceChange[], stackId?: string): void {
    this.does('plan', `${saving(changes)} >"$out"\n${announced(changes)}\nexit 2`, stackId);
    this.does('show', 'cat "$3"', stackId);
  }

  /** Gives it another name, in a folder of its own; returns its path. */
  alsoNamed(name: string): string {
    const folder = this.file('other-name');
    mkdirSync(folder);
    symlinkSync(this.binary.file, join(folder, name));
    return join(folder, name);
  }

  /** A file beside it, `$folder` in its shell. */
  file(name: string): string {
    return join(this.folder, name);
  }

  /** Lets go whatever holds. */
  release(): void {
    writeFileSync(join(this.folder, 'released'), '');
  }

  forgetCalls(): void {
    rmSync(join(this.folder, 'calls'), { force: true });
  }

  /** What it was called for, in the order in which it was: stack, subcommand and arguments. */
  calls(subcommand?: Subcommand): string[] {
    const file = join(this.folder, 'calls');
    const calls = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    return calls.filter((call) => !subcommand || call.split(' ')[1] === subcommand);
  }
}

function saving(changes: readonly ResourceChange[]): string {
  return prints({ format_version: '1.2', resource_changes: changes });
}

/** Shell that prints documents, a line each, as `terraform -json` does. */
export function prints(...documents: readonly object[]): string {
  return documents
    .map((document) => JSON.stringify(document).replaceAll("'", `'\\''`))
    .map((line) => `printf '%s\\n' '${line}'`)
    .join('\n');
}

/** What Terraform says when it is asked for its version, and what OpenTofu does, as shell. */
export const TERRAFORM = (version: string) =>
  prints({ terraform_version: version, terraform_outdated: false });
export const OPENTOFU = (version: string) => prints({ terraform_version: version });

/** The event of an error or a warning. */
export function diagnostic(severity: 'error' | 'warning', summary: string, detail = '') {
  const message = `${severity}: ${summary}`;
  return { '@message': message, type: 'diagnostic', diagnostic: { severity, summary, detail } };
}

/** What the provider says of attributes, where a test is about something else; of all others, a restart. */
const EFFECTS: Readonly<Record<string, string>> = { autostart: 'online', vcpu_current: 'online' };

/** Shell that prints what the provider says of updates of VMs, one warning for each VM. */
export function announced(changes: readonly ResourceChange[], effects = EFFECTS): string {
  const updates = changes.filter(({ type, change }) => type === 'libvirt_domain' && change.after);
  const attributes = new Map<string, string[]>();
  for (const { address, change } of updates) {
    const names = Object.keys(change.after!).filter((name) => !(name in MACHINE));
    attributes.set(address, [...(attributes.get(address) ?? []), ...names]);
  }
  return prints(
    ...[...attributes].map(([address, names]) => {
      const told = names.map((attribute) => ({
        attribute,
        effect: effects[attribute] ?? 'restart',
      }));
      const record = JSON.stringify({ version: 1, vm: MACHINE.name, changes: told });
      const warning = diagnostic(
        'warning',
        'Updating the VM',
        `For people.\nquantum-kvm-plan: ${record}`,
      );
      return { ...warning, diagnostic: { ...warning.diagnostic, address } };
    }),
  );
}

const MACHINE = { name: 'vm054', running: true };

/** What a plan does to the VM of a host: an update in place of these attributes. */
export function machineUpdate(before: object, after: object): ResourceChange {
  return {
    address: 'libvirt_domain.Machine',
    type: 'libvirt_domain',
    change: {
      actions: ['update'],
      before: { ...MACHINE, ...before },
      after: { ...MACHINE, ...after },
    },
  };
}

/** What runs the preparation again. */
export const PREPARE_AGAIN: ResourceChange = {
  address: 'null_resource.Preparation_PackageInstallation_1',
  type: 'null_resource',
  change: { actions: ['delete', 'create'], before: {}, after: {} },
};

/** A change that the guest does not notice, and one that restarts it. */
export const ONLINE = machineUpdate({ autostart: true }, { autostart: false });
export const RESTART = machineUpdate(
  { memory: 128, memory_unit: 'GiB' },
  { memory: 192, memory_unit: 'GiB' },
);
