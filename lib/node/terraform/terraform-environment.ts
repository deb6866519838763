import { existsSync } from 'node:fs';

/** What Terraform, OpenTofu and the provider protocol read; of other programs' variables none changes a plan. */
const READ_BY_TERRAFORM = /^(?:TF_|TOFU_|TERRAFORM_)/;

/** Of the protocol between Terraform and a provider: each side sets them for the other. Source: go-plugin. */
const READ_BY_PROVIDERS: ReadonlySet<string> = new Set([
  'PLUGIN_CLIENT_CERT',
  'PLUGIN_MAX_PORT',
  'PLUGIN_MIN_PORT',
  'PLUGIN_MULTIPLEX_GRPC',
  'PLUGIN_PROTOCOL_VERSIONS',
  'PLUGIN_UNIX_SOCKET_DIR',
  'PLUGIN_UNIX_SOCKET_GROUP',
]);

/**
 * What serves Terraform without changing what it does to a host: its CLI configuration, the cache of
 * providers, credentials, patience with registries, and how much is logged, but not where to. Sources:
 * "Environment Variables" and "CLI Configuration File" in the documentation of Terraform and OpenTofu.
 */
const SERVING: readonly RegExp[] = [
  /^TF_CLI_CONFIG_FILE$/,
  /^TERRAFORM_CONFIG$/,
  /^TERRAFORM_BINARY_NAME$/,
  /^TF_PLUGIN_CACHE_DIR$/,
  /^TF_TOKEN_/,
  /^TF_HTTP_(?:USERNAME|PASSWORD)$/,
  /^TF_REGISTRY_(?:DISCOVERY_RETRY|CLIENT_TIMEOUT)$/,
  /^TF_PROVIDER_DOWNLOAD_RETRY$/,
  /^TF_APPEND_USER_AGENT$/,
  /^TF_LOG$/,
  /^TF_LOG_(?:CORE|PROVIDER|CLOUD|SDK)(?:_|$)/,
  // Of Azure Pipelines, which set it for whatever they run.
  /^TF_BUILD$/,
];

/** Percent of growth after which Terraform collects its garbage: a tenth of its time for 10 MiB more. */
const COLLECT_SELDOM = '400';

/**
 * Set for every Terraform that is started here. It asks neither a person nor the network, works on the state
 * that the stack names whatever workspace was selected in its folder, and the provider lets the plan replace
 * disks, which it refuses to others: here that is applied only when it was allowed by name.
 */
const COMPOSED: Readonly<Record<string, string>> = {
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
  TF_WORKSPACE: 'default',
  CHECKPOINT_DISABLE: '1',
  QUANTUM_KVM_REPLACE_DISKS: 'yes',
};

/** They say how Terraform talks, and are set here in any case. */
const REPLACED_SILENTLY: ReadonlySet<string> = new Set(['TF_IN_AUTOMATION', 'TF_INPUT']);

let mayCutPower = false;

/** Whether a restart may cut the power of a guest that does not shut down in time: in this run, on any host. */
export function permitPowerCut(isAsked: boolean): void {
  mayCutPower = isAsked;
}

/**
 * The environment of a Terraform, of which every variable that can change its meaning is composed here: of
 * the caller's those pass that are known to serve, an unknown one of Terraform's does not.
 */
export function terraformEnvironment(
  inherited = process.env,
  isDestroying = false,
): NodeJS.ProcessEnv {
  const passed = Object.entries(inherited)
    .filter(([name]) => !isTerraforms(name))
    .map(([name, value]) => [name, isMissingConfiguration(name, value) ? NO_CONFIGURATION : value]);
  return {
    GOGC: COLLECT_SELDOM,
    ...Object.fromEntries(passed),
    ...COMPOSED,
    QUANTUM_KVM_CUT_POWER: mayCutPower ? 'yes' : 'no',
    // Terraform plans a destruction as an update first; the provider is not to refuse that.
    QUANTUM_KVM_DESTROY: isDestroying ? 'yes' : 'no',
  };
}

const NO_CONFIGURATION = '/dev/null';

/**
 * Terraform goes on without a CLI configuration that is named and not there, with a warning, which OpenTofu from
 * 1.12 on prints before its JSON; with an empty one it does the same and is silent.
 */
function isMissingConfiguration(name: string, value: string | undefined): boolean {
  return /^TF_CLI_CONFIG_FILE$|^TERRAFORM_CONFIG$/.test(name) && !!value && !existsSync(value);
}

/** Names of the caller's variables that {@link terraformEnvironment} leaves out, sorted. Values may be secrets. */
export function variablesLeftOut(inherited = process.env): string[] {
  return Object.entries(inherited)
    .filter(([name, value]) => value !== '' && isTerraforms(name))
    .filter(([name, value]) => COMPOSED[name] !== value && !REPLACED_SILENTLY.has(name))
    .map(([name]) => name)
    .sort();
}

/**
 * Names of the caller's variables with which a Terraform that is not started here, and gets all of them, may do
 * something else than the stacks say. The stacks have no variables, and where Terraform logs is no matter of theirs.
 */
export function meaningChanging(inherited = process.env): string[] {
  return variablesLeftOut(inherited).filter((name) => !/^TF_(?:VAR_|LOG_PATH$)/.test(name));
}

function isTerraforms(name: string): boolean {
  if (READ_BY_PROVIDERS.has(name)) return true;
  return READ_BY_TERRAFORM.test(name) && !SERVING.some((pattern) => pattern.test(name));
}
