import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { App, AppConfig, TerraformStack } from 'cdktf';
import { DeploymentFiles } from '../lib/constructs/connection/deployment-files';
import { StackAsset } from '../lib/constructs/preparation/stack-asset';
import { writeChanged } from '../lib/node/file/changed-file';
import { BUNDLED_PROVIDERS } from '../lib/node/provider/bundled-provider';
import { deploymentKeyFile } from '../lib/node/deployment-key';
import { knownHostsLine } from '../lib/ssh/host-key';
import { HostAccess, HostSpec } from '../lib/machine/host-spec';
import { stackIdsOf } from '../lib/machine/stack-id';
import { withoutCreationStacks } from './creation-stacks';
import { DeploymentInput } from './deployment-input';
import { HostStack, HostStackProps } from './host-stack';
import { UnknownProvider, recordedDigests } from '../lib/node/provider/provider-digest';
import { LOCK_FILE, providerLock } from '../lib/node/provider/provider-lock';
import { ProviderMirror } from '../lib/node/provider/provider-mirror';
import { isDistrust } from '../lib/node/file/trusted-path';
import { MachineStack, PreparationStack } from './registry-stacks';
import { RetiredStack } from './retired-stack';
import { withoutSynthesisSettings } from './problems/synthesis-environment';
import { makePrivateFolder, withPrivateFiles } from '../lib/node/file/private-file';
import { Project } from '../lib/node/project';

export interface DeploymentProps extends AppConfig {
  readonly input: Pick<DeploymentInput, 'project' | 'specs'>;
  /** Hosts that are to hold nothing any more. @default - none */
  readonly retired?: readonly HostAccess[];
  /** The folder in which Terraform will find a stack, absolute. @default - below `outdir`, where cdktf runs it */
  readonly stackFolder?: (stackId: string) => string;
}

/** All files of a stack's folder: texts by path. */
export type StackFiles = ReadonlyMap<string, string>;

/** A stack with what stands beside its `cdk.tf.json`. */
interface HostFiles {
  readonly stack: TerraformStack;
  readonly host: HostAccess;
  /** Pins the bundled providers; Terraform locks those of a registry by itself. */
  readonly isBundled: boolean;
}

/** Makes the app of a deployment and writes its stacks; nothing in the environment changes what they are. */
export function synthesize(props: DeploymentProps): Deployment {
  return withoutSynthesisSettings(() => {
    const deployment = new Deployment(props);
    deployment.synth();
    return deployment;
  });
}

/**
 * The CDKTF app of a deployment: one stack per host, or two with registry providers, and beside each
 * `cdk.tf.json` what Terraform needs there.
 */
export class Deployment extends App {
  private readonly project: Project;
  private readonly hostFiles: readonly HostFiles[];

  private readonly stackFolder: (stackId: string) => string;

  constructor(props: DeploymentProps) {
    super(props);
    const { input, retired = [] } = props;
    this.project = input.project;
    this.stackFolder = props.stackFolder ?? ((id) => this.outFolder(id));
    this.hostFiles = withoutCreationStacks(() => [
      ...input.specs.flatMap((spec) => this.specified(spec)),
      ...retired.map((host) => this.retired(host)),
    ]);
  }

  get stacks(): readonly TerraformStack[] {
    return this.hostFiles.map(({ stack }) => stack);
  }

  override synth(): void {
    withPrivateFiles(() => this.write());
  }

  /** The files of every stack, by its id. What cdktf writes to make them stands in `outdir`. */
  files(): Map<string, StackFiles> {
    return withPrivateFiles(() => {
      this.writeStacks();
      const beside = this.filesBeside();
      return new Map(
        this.stacks.map(({ node: { id } }) => [
          id,
          new Map(beside.get(id)).set(STACK, readFileSync(join(this.outFolder(id), STACK), 'utf8')),
        ]),
      );
    });
  }

  /** Terraform's states are written by others than this process, when cdktf runs it: their folder is private. */
  private write(): void {
    makePrivateFolder(this.project.stateFolder);
    this.writeStacks();
    const beside = this.filesBeside();
    const mirror = this.isAnyBundled ? ProviderMirror.make(this.project) : undefined;
    for (const { stack, isBundled } of this.hostFiles) {
      const folder = this.outFolder(stack.node.id);
      StackAsset.of(stack).forEach((asset) => asset.removeEarlier(folder));
      beside.get(stack.node.id)?.forEach((text, name) => writeChanged(join(folder, name), text));
      if (isBundled) mirror?.linkFrom(folder);
    }
  }

  private writeStacks(): void {
    makePrivateFolder(resolve(this.outdir));
    makePrivateFolder(resolve(this.outdir, 'stacks'));
    withoutCreationStacks(() => super.synth());
  }

  /** What stands beside each `cdk.tf.json`. */
  private filesBeside(): Map<string, StackFiles> {
    const lock = this.isAnyBundled ? bundledLock() : '';
    return new Map(
      this.hostFiles.map(({ stack, host, isBundled }) => {
        const files = new Map(StackAsset.of(stack).map(({ path, text }) => [path, text]));
        if (isBundled) files.set(LOCK_FILE, lock);
        return [stack.node.id, files.set(KNOWN_HOSTS, knownHostsLine(host))];
      }),
    );
  }

  private get isAnyBundled(): boolean {
    return this.hostFiles.some(({ isBundled }) => isBundled);
  }

  private specified(spec: HostSpec): HostFiles[] {
    const isBundled = spec.providers === 'bundled';
    const stacks = isBundled ? [this.hostStack(spec)] : this.registryStacks(spec);
    return stacks.map((stack) => ({ stack, host: spec, isBundled }));
  }

  private hostStack(spec: HostSpec): HostStack {
    return new HostStack(this, spec.stackId, this.stackProps(spec, spec.stackId));
  }

  private registryStacks(spec: HostSpec): TerraformStack[] {
    const [first, second] = stackIdsOf(spec.stackId, spec.providers) as [string, string];
    const preparation = new PreparationStack(this, first, this.stackProps(spec, first));
    const machine = new MachineStack(this, second, this.stackProps(spec, second));
    machine.addDependency(preparation);
    return [preparation, machine];
  }

  private retired(host: HostAccess): HostFiles {
    const { stackId } = host;
    const files = this.referredFiles(host, this.stackFolder(stackId));
    const stack = new RetiredStack(this, { host, files, stateFile: this.stateFile(stackId) });
    return { stack, host, isBundled: true };
  }

  private stackProps(spec: HostSpec, id: string): HostStackProps {
    const folder = this.stackFolder(id);
    const media = spec.machine.installMedia;
    const packages = spec.packagesDirectory;
    return {
      spec,
      files: this.referredFiles(spec, folder),
      stateFile: this.stateFile(id),
      installMedia: media && this.fromStack(folder, media),
      packagesDirectory: packages && this.fromStack(folder, packages),
    };
  }

  private referredFiles(spec: HostAccess, folder: string): DeploymentFiles {
    return {
      configFile: relative(folder, this.project.configFile),
      keyFile: this.fromStack(folder, deploymentKeyFile(spec.login)),
      knownHostsFile: KNOWN_HOSTS,
    };
  }

  /** Paths in the XML are absolute or relative to its folder; the stack keeps the absolute ones as they are. */
  private fromStack(folder: string, path: string): string {
    if (isAbsolute(path)) return path;
    return relative(folder, this.project.path(path));
  }

  /** Relative to the stack's folder. */
  private stateFile(id: string): string {
    return relative(this.stackFolder(id), this.project.stateFile(id));
  }

  /** Where cdktf writes a stack. */
  private outFolder(id: string): string {
    return resolve(this.outdir, 'stacks', id);
  }
}

/** @throws UnknownProvider */
function bundledLock(): string {
  const digests = recordedDigests();
  if (isDistrust(digests)) throw new UnknownProvider(digests);
  return providerLock(BUNDLED_PROVIDERS, digests);
}

const STACK = 'cdk.tf.json';
const KNOWN_HOSTS = 'known_hosts';
