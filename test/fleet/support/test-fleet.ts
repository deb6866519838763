import { MachineHolders } from '../../../fleet/look/machine-holders';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { NOTHING_AT_STAKE } from '../../../fleet/review/stake';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PlannedChange } from '../../../fleet/review/planned-change';
import { HostLook, Looked } from '../../../fleet/look/host-look';
import { FleetEvent } from '../../../fleet/rollout/fleet-event';
import { ReadyHost } from '../../../fleet/rollout/fleet-run';
import { RunContext } from '../../../fleet/rollout/run-context';
import { HostTarget } from '../../../fleet/rollout/host/host-target';
import { Interruption } from '../../../fleet/rollout/interruption';
import { SilentGuests } from '../../../fleet/rollout/restart/silent-guests';
import { PrivatePlans } from '../../../fleet/terraform/private-plans';
import { RunLog } from '../../../fleet/terraform/run-log';
import { stackId } from '../../../lib/machine/stack-id';
import { Project } from '../../../lib/node/project';
import { hostSpec } from '../../fixtures/host-spec';
import { stateText } from '../../fixtures/state';
import { FakeTerraform } from './fake-terraform';
import { ALL_HOLDS } from './all-holds';

/** Hosts on loopback addresses with their stacks, and what a run over them shares, in a folder of its own. */
export class TestFleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'fleet-'));
  readonly project = new Project(join(this.folder, 'config.xml'));
  readonly terraform = new FakeTerraform(join(this.folder, 'terraform'));
  readonly interruption = new Interruption();
  readonly plans = new PrivatePlans();
  readonly events: FleetEvent[] = [];
  readonly targets: HostTarget[] = [];
  /** What the hosts say when they are looked at; one that is shut down says nothing. */
  look: HostLook = ALL_HOLDS;
  private readonly shut = new Set<string>();

  /** @param hosts how many there are, 127.0.12.1 first */
  static of(hosts: number): TestFleet {
    const fleet = new TestFleet();
    for (let last = 1; last <= hosts; last += 1) fleet.add(`127.0.12.${last}`);
    return fleet;
  }

  get first(): HostTarget {
    return this.targets[0]!;
  }

  get silentGuests(): SilentGuests {
    return new SilentGuests(this.project.silentGuestsFile);
  }

  /** What the hosts of a run share. */
  context(changes: Partial<RunContext> = {}): RunContext {
    return {
      binary: this.terraform.binary,
      log: new RunLog(this.project.logFolder, 'deploy'),
      holders: new MachineHolders(this.project),
      silentGuestsFile: this.project.silentGuestsFile,
      interruption: this.interruption,
      onEvent: (event) => this.events.push(event),
      applyLimitSeconds: 30,
      plans: this.plans,
      look: (target) => Promise.resolve(this.lookAt(target)),
      ...changes,
    };
  }

  /** A host with a plan, which is to do this. */
  planned(target: HostTarget, ...changes: readonly PlannedChange[]): ReadyHost {
    return {
      target,
      changes,
      stake: NOTHING_AT_STAKE,
      file: `${target.folder}.tfplan`,
      seconds: 0,
    };
  }

  /** Something is known of the host: it was deployed before. */
  deployed({ stateFile }: HostTarget = this.first): void {
    mkdirSync(dirname(stateFile), { recursive: true });
    writeFileSync(stateFile, stateText());
  }

  private lookAt({ address, host: { login } }: HostTarget): Looked {
    if (!this.shut.has(address)) return { kind: 'seen', look: this.look };
    const cause = `port ${login.port} cannot be reached by SSH: connection refused`;
    return { kind: 'failed', cause };
  }

  shutDown({ address }: HostTarget = this.first): void {
    this.shut.add(address);
  }

  /** `plan 127.0.12.1`: how hosts came to what was done to them, in order. */
  course(): string[] {
    return this.events.flatMap((event) => {
      if (event.kind === 'phase') return [`${event.phase} ${event.address}`];
      return event.kind === 'result' ? [`${event.result.outcome} ${event.address}`] : [];
    });
  }

  remove(): void {
    this.terraform.release();
    this.plans.remove();
    rmSync(this.folder, { recursive: true });
  }

  private add(address: string): void {
    const id = stackId(address);
    const folder = join(this.folder, 'cdktf.out', 'stacks', id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ terraform: {} }));
    writeFileSync(join(folder, '.terraform.lock.hcl'), '');
    this.targets.push({
      host: { ...hostSpec(), address, stackId: id, login: { name: 'root', port: 22 } },
      address,
      machineName: `vm0${this.targets.length + 21}`,
      folder,
      stateFile: this.project.stateFile(id),
    });
  }
}
