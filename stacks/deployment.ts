import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { App, AppConfig } from 'cdktf';
import { DeploymentFiles, StackAsset, writeChanged } from '../lib/constructs';
import { installedProviders } from '../lib/facts/bundled-provider';
import { deploymentKeyFile } from '../lib/facts/deployment-key';
import { knownHostsLine } from '../lib/facts/host-key';
import { HostPlan } from '../lib/plan';
import { withoutCreationStacks } from './creation-stacks';
import { DeploymentInput } from './deployment-input';
import { HostStack } from './host-stack';
import { providerLock } from './provider-lock';

export interface DeploymentProps extends AppConfig {
  readonly input: DeploymentInput;
  /** Folder of the state files. @default - `state` in the current folder */
  readonly stateFolder?: string;
}

/** The CDKTF app of a deployment: one stack per host, and beside each `cdk.tf.json` what Terraform needs there. */
export class Deployment extends App {
  readonly stacks: readonly HostStack[];
  private readonly input: DeploymentInput;

  constructor(props: DeploymentProps) {
    super(props);
    this.input = props.input;
    const stateFolder = resolve(props.stateFolder ?? 'state');
    this.stacks = withoutCreationStacks(() =>
      props.input.plans.map((plan) => this.hostStack(plan, stateFolder)),
    );
  }

  override synth(): void {
    withoutCreationStacks(() => super.synth());
    const lock = providerLock(installedProviders());
    for (const stack of this.stacks) {
      StackAsset.of(stack).forEach((asset) => asset.write(this.stackFolder(stack.node.id)));
    }
    for (const plan of this.input.plans) {
      const folder = this.stackFolder(plan.stackId);
      writeChanged(join(folder, '.terraform.lock.hcl'), lock);
      writeChanged(join(folder, KNOWN_HOSTS), knownHostsLine(plan));
    }
  }

  private hostStack(plan: HostPlan, stateFolder: string): HostStack {
    const folder = this.stackFolder(plan.stackId);
    const media = plan.machine.installMedia;
    const packages = plan.packagesDirectory;
    return new HostStack(this, {
      plan,
      files: this.files(plan, folder),
      stateFile: relative(folder, join(stateFolder, `${plan.stackId}.tfstate`)),
      installMedia: media && this.fromStack(folder, media),
      packagesDirectory: packages && this.fromStack(folder, packages),
    });
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

  private stackFolder(stackId: string): string {
    return resolve(this.outdir, 'stacks', stackId);
  }
}

const KNOWN_HOSTS = 'known_hosts';
