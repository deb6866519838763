import { Configuration } from '../config/configuration';
import { MEDIA_FOLDER } from '../config/values/paths';
import { VERSION, platform } from '../node/provider/bundled-provider';
import { errorSentence } from '../node/file/file-fault';
import { entriesOf } from '../node/file/folder-entries';
import { CDKTF_NEEDS, cdktfBinaryNotes } from '../node/terraform/cdktf-binary';
import { Project } from '../node/project';
import { ProviderProgram } from '../node/provider/provider-program';
import { isDistrust } from '../node/file/trusted-path';
import { CheckRecord, fail, pass, warn } from '../host-scripts/check-record';
import { deploymentKeyFiles, isOwnKey, makeOwnKey } from '../node/deployment-key';
import { closingCommand } from '../node/file/private-file';
import { keyLabel } from '../ssh/host-key';
import { publicKeyOf } from '../ssh/public-key';
import { MediaCheck, checkInstallMedia } from './media-check';
import { checkPackagesDirectories } from './packages-directory';
import { checkProjectFolder } from './project-folder';
import { hiddenMirror } from '../node/terraform/cli-configuration';
import { TerraformBinary, findTerraform, unsupported } from '../node/terraform/terraform-binary';

export interface DeploymentNodeOptions {
  /** Where `kvm.install.media` = `auto` looks. @default /opt/deploy */
  readonly mediaFolder?: string;
  /** The key that hosts.lock.json has as the deployment's. @default - none yet */
  readonly recordedKey?: string;
}

/** The machine that quantum-kvm and Terraform run on. */
export interface DeploymentNodeCheck {
  readonly records: readonly CheckRecord[];
  /** The private key to log in with; undefined when there is no usable one. */
  readonly key?: DeploymentKey;
  readonly media: MediaCheck;
}

export interface DeploymentKey {
  readonly file: string;
  /** `ssh-ed25519 AAAA…`, without comment. */
  readonly publicKey: string;
}

/** Checks this machine, and makes the deployment's own key where none is configured. */
export async function checkDeploymentNode(
  project: Project,
  configuration: Configuration,
  options: DeploymentNodeOptions = {},
): Promise<DeploymentNodeCheck> {
  const { record, key } = checkKey(project, configuration, options.recordedKey);
  const media = checkInstallMedia(project, configuration, options.mediaFolder ?? MEDIA_FOLDER);
  const records = [
    await checkTerraform(),
    ...checkProvider(configuration),
    ...checkProjectFolder(project),
    record,
    ...media.records,
    ...checkPackagesDirectories(project, configuration),
  ];
  return { records, key, media };
}

async function checkTerraform(): Promise<CheckRecord> {
  const id = 'deployment.terraform';
  const binary = await findTerraform();
  const fault = isDistrust(binary) ? binary : unsupported(binary);
  if (fault) return fail(id, fault.reason, fault.cure);
  const { name, version } = binary as TerraformBinary;
  const found = `${name} ${version}`;
  return pass(id, cdktfBinaryNotes().length === 0 ? found : `${found}; plain ${CDKTF_NEEDS}`);
}

/** What a registry gives is Terraform's to find. */
function checkProvider({ hosts }: Configuration): CheckRecord[] {
  if (hosts.every(({ providers }) => providers === 'registry')) return [];
  const id = 'deployment.provider';
  const program = ProviderProgram.open();
  if (isDistrust(program)) return [fail(id, program.reason, program.cure)];
  program.close();
  const hidden = hiddenMirror();
  if (hidden) return [warn(id, hidden.reason, hidden.cure)];
  return [pass(id, `${VERSION} for ${platform()}, as it was built`)];
}

function checkKey(
  project: Project,
  configuration: Configuration,
  recordedKey: string | undefined,
): { record: CheckRecord; key?: DeploymentKey } {
  const id = 'deployment.key';
  const [file, ...others] = deploymentKeyFiles(project, configuration);
  if (file === undefined || others.length > 0) {
    const message = `login.key.file differs between hosts: ${[file, ...others].join(', ')}; allowed is one key`;
    return { record: fail(id, message, 'use one key for all hosts, or one XML for each key') };
  }
  try {
    const made = isOwnKey(project, file) && makeOwnKey(file);
    const publicKey = publicKeyOf(file);
    return {
      record: keyRecord(project, { file, publicKey }, made, recordedKey),
      key: { file, publicKey },
    };
  } catch (error) {
    const message = `the key ${file} cannot be used: ${errorSentence(error)}`;
    return {
      record: fail(
        id,
        message,
        `name an unencrypted OpenSSH private key with mode 0600 in login.key.file, or leave it out; to close this one to others, ${closingCommand(file)}`,
      ),
    };
  }
}

function keyRecord(
  project: Project,
  { file, publicKey }: DeploymentKey,
  made: boolean,
  recordedKey: string | undefined,
): CheckRecord {
  if (made && (recordedKey !== undefined || knowsHosts(project))) {
    return lostKey(file, recordedKey, publicKey);
  }
  if (recordedKey !== undefined && recordedKey !== publicKey) {
    return replacedKey(file, recordedKey, publicKey);
  }
  return pass('deployment.key', made ? `made ${file}` : file);
}

/** Whether hosts were deployed from here, by the states that stand here. */
function knowsHosts({ stateFolder }: Project): boolean {
  return entriesOf(stateFolder).some((name) => Project.stackIdOf(name) !== undefined);
}

/** The hosts have let another key in; nobody may take the new one for that. */
function lostKey(file: string, recorded: string | undefined, publicKey: string): CheckRecord {
  const known =
    recorded === undefined
      ? 'the states here are of hosts that another one opens'
      : `hosts.lock.json has ${keyLabel(recorded)}, which hosts that were prepared know`;
  return warn(
    'deployment.key',
    `the private key ${file} was not there: a new one, ${keyLabel(publicKey)}, was made and is recorded now; ${known}`,
    `if a copy of the former key exists (a backup, the machine that deployed), put it there as ${file} and run "quantum-kvm check"; else hosts get the new one by login.password: set it, then run "quantum-kvm check" and "quantum-kvm prepare"`,
  );
}

/** The check records what it found; who reviews the file should know why it changed. */
function replacedKey(file: string, recorded: string, publicKey: string): CheckRecord {
  return warn(
    'deployment.key',
    `hosts.lock.json had ${keyLabel(recorded)} as the deployment's key; the key in use, ${file}, is ${keyLabel(publicKey)}, and is recorded now`,
    'if nobody changed the key here, see who changed hosts.lock.json: preparation authorizes this key as root on every host',
  );
}
