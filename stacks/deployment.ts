import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { App, AppConfig, TerraformStack } from 'cdktf';
import { DeploymentFiles } from '../lib/constructs';
import { deploymentKeyFile, installedProviders, knownHostsLine } from '../lib/facts';
import { HostPlan, stackIdsOf } from '../lib/plan';
import { DeploymentInput } from './deployment-input';
import { HostStack, HostStackProps } from './host-stack';
import { providerLock } from './provider-lock';
import { MachineStack, PreparationStack } from './registry-stacks';
import { STATE_FOLDER } from './state-file';

export interface DeploymentProps extends AppConfig {
  readonly input: DeploymentInput;
  /** Folder of the state files. @default - `state` in the current folder */
  readonly stateFolder?: string;
}

/**
 * The CDKTF app of a deployment: one stack per host, or two with registry providers, and beside each
 * `cdk.tf.json` what Terraform needs there.
 */
export class Deployment extends App {
  readonly stacks: readonly TerraformStack[];
  private readonly input: DeploymentInput;
  private readonly stateFolder: string;

  constructor(props: DeploymentProps) {
    super(props);
    this.input = props.input;
    this.stateFolder = resolve(props.stateFolder ?? STATE_FOLDER);
    this.stacks = props.input.plans.flatMap((plan) => this.stacksOf(plan));
  }

  override synth(): void {
    super.synth();
    const isBundled = ({ providers }: HostPlan) => providers === 'bundled';
    const lock = this.input.plans.some(isBundled) ? providerLock(installedProviders()) : '';
    for (const plan of this.input.plans) {
      for (const id of stackIdsOf(plan.stackId, plan.providers)) {
        const folder = this.stackFolder(id);
        mkdirSync(folder, { recursive: true });
        if (isBundled(plan)) writeFileSync(join(folder, '.terraform.lock.hcl'), lock);
        writeFileSync(join(folder, KNOWN_HOSTS), knownHostsLine(plan));
      }
    }
  }

  private stacksOf(plan: HostPlan): TerraformStack[] {
    const [first, second] = stackIdsOf(plan.stackId, plan.providers);
    if (second === undefined) return [new HostStack(this, first, this.stackProps(plan, first))];
    const preparation = new PreparationStack(this, first, this.stackProps(plan, first));
    const machine = new MachineStack(this, second, this.stackProps(plan, second));
    machine.addDependency(preparation);
    return [preparation, machine];
  }

  private stackProps(plan: HostPlan, id: string): HostStackProps {
    const folder = this.stackFolder(id);
    const media = plan.machine.installMedia;
    const packages = plan.packagesDirectory;
    return {
      plan,
      files: this.files(plan, folder),
      stateFile: relative(folder, join(this.stateFolder, `${id}.tfstate`)),
      installMedia: media && this.fromStack(folder, media),
      packagesDirectory: packages && this.fromStack(folder, packages),
    };
  }

  private files(plan: HostPlan, folder: string): DeploymentFiles {
    return {
      configFile: relative(folder, resolve(this.input.configFile)),
      keyFile: this.fromStack(folder, deploymentKeyFile(plan.login)),
      knownHostsFile: KNOWN_HOSTS,
    };
  }

  /** Paths in the XML are absolute or relative to its folder; the stack keeps the absolute ones as they are. */
  private fromStack(folder: string, path: string): string {
    if (isAbsolute(path)) return path;
    return relative(folder, resolve(dirname(this.input.configFile), path));
  }

  private stackFolder(id: string): string {
    return resolve(this.outdir, 'stacks', id);
  }
}

const KNOWN_HOSTS = 'known_hosts';
