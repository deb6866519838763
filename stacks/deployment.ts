import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { App, AppConfig } from 'cdktf';
import { DeploymentFiles } from '../lib/constructs';
import { deploymentKeyFile, installedProviders, knownHostsLine } from '../lib/facts';
import { HostAccess, HostPlan } from '../lib/plan';
import { DeploymentInput } from './deployment-input';
import { HostStack } from './host-stack';
import { providerLock } from './provider-lock';
import { RetiredStack } from './retired-stack';

export interface DeploymentProps extends AppConfig {
  readonly input: Pick<DeploymentInput, 'configFile' | 'plans'>;
  /** Hosts that are to hold nothing any more. @default - none */
  readonly retired?: readonly HostAccess[];
  /** Folder of the state files. @default - `state` in the current folder */
  readonly stateFolder?: string;
}

/** The CDKTF app of a deployment: one stack per host, and beside each `cdk.tf.json` what Terraform needs there. */
export class Deployment extends App {
  readonly stacks: readonly HostStack[];
  private readonly input: DeploymentProps['input'];
  private readonly hosts: readonly HostAccess[];

  constructor(props: DeploymentProps) {
    super(props);
    const { input, retired = [] } = props;
    this.input = input;
    this.hosts = [...input.plans, ...retired];
    const stateFolder = resolve(props.stateFolder ?? 'state');
    this.stacks = input.plans.map((plan) => this.hostStack(plan, stateFolder));
    retired.forEach((host) => this.retiredStack(host, stateFolder));
  }

  override synth(): void {
    super.synth();
    const lock = providerLock(installedProviders());
    for (const host of this.hosts) {
      const folder = this.stackFolder(host);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, '.terraform.lock.hcl'), lock);
      writeFileSync(join(folder, KNOWN_HOSTS), knownHostsLine(host));
    }
  }

  private hostStack(plan: HostPlan, stateFolder: string): HostStack {
    const folder = this.stackFolder(plan);
    const media = plan.machine.installMedia;
    const packages = plan.packagesDirectory;
    return new HostStack(this, {
      plan,
      files: this.files(plan, folder),
      stateFile: stateFileOf(plan, folder, stateFolder),
      installMedia: media && this.fromStack(folder, media),
      packagesDirectory: packages && this.fromStack(folder, packages),
    });
  }

  private retiredStack(host: HostAccess, stateFolder: string): void {
    const folder = this.stackFolder(host);
    const stateFile = stateFileOf(host, folder, stateFolder);
    new RetiredStack(this, { host, files: this.files(host, folder), stateFile });
  }

  private files(plan: HostAccess, folder: string): DeploymentFiles {
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

  private stackFolder(plan: HostAccess): string {
    return resolve(this.outdir, 'stacks', plan.stackId);
  }
}

const KNOWN_HOSTS = 'known_hosts';

function stateFileOf({ stackId }: HostAccess, folder: string, stateFolder: string): string {
  return relative(folder, join(stateFolder, `${stackId}.tfstate`));
}
