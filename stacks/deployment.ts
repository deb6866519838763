import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { App, AppConfig } from 'cdktf';
import { DeploymentFiles } from '../lib/constructs';
import { deploymentKeyFile, installedProviders, knownHostsLine } from '../lib/facts';
import { HostPlan } from '../lib/plan';
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
    this.stacks = props.input.plans.map((plan) => this.hostStack(plan, stateFolder));
  }

  override synth(): void {
    super.synth();
    const lock = providerLock(installedProviders());
    for (const plan of this.input.plans) {
      const folder = this.stackFolder(plan);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, '.terraform.lock.hcl'), lock);
      writeFileSync(join(folder, KNOWN_HOSTS), knownHostsLine(plan));
    }
  }

  private hostStack(plan: HostPlan, stateFolder: string): HostStack {
    const folder = this.stackFolder(plan);
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

  private stackFolder(plan: HostPlan): string {
    return resolve(this.outdir, 'stacks', plan.stackId);
  }
}

const KNOWN_HOSTS = 'known_hosts';
