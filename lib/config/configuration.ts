import { Secret } from './secret';

/** libvirt's own storage pool on every supported distribution; `kvm.location.path` = `default`. */
export const DEFAULT_LOCATION = '/var/lib/libvirt/images';

/** What `quantum_server_config.xml` says, resolved for every host of `kvm.host.range`. */
export interface Configuration {
  /** The file as the operator named it, for messages. */
  readonly file: string;
  /** One entry per host, sorted by address as a number. */
  readonly hosts: readonly HostConfiguration[];
}

/** What one host is to get. All sizes are whole GiB. */
export interface HostConfiguration {
  /** IPv4 address, dotted. */
  readonly address: string;
  readonly login: Login;
  /** `kvm.prefix.string` and `kvm.host.name.interval`. */
  readonly vmNamePrefix: string;
  readonly vmNumberInterval: number;
  /** Absolute path on the host; `default` is already resolved. */
  readonly locationPath: string;
  readonly systemSizeGib: number;
  readonly memorySizeGib: number;
  /** Share of one physical CPU, percent. */
  readonly cpuPercentage: number;
  /** Bridges in NIC order, as configured: the base first, then index1 … indexN. */
  readonly bridges: readonly string[];
  readonly installMedia: InstallMediaChoice;
  /** Folder of .deb or .rpm files on the deployment node, as configured (relative: to the XML's folder). */
  readonly packagesDirectory?: string;
  readonly vncListen: string;
  readonly vncPortBase: number;
  readonly autostart: boolean;
  readonly virtualizationType: 'kvm' | 'qemu';
  readonly dataDisks: DataDisks;
  /** How long the guest may take to shut down, at teardown or for a change that restarts it. */
  readonly shutdownTimeoutSeconds: number;
  readonly providers: ProviderChoice;
}

/** Where Terraform gets its providers: this project's own, or dmacvicar/libvirt and hashicorp/null. */
export type ProviderChoice = 'bundled' | 'registry';

/** How the deployment node reaches the host. */
export interface Login {
  readonly name: string;
  readonly port: number;
  /** Private key on the deployment node, as configured; relative paths are relative to the XML's folder. */
  readonly keyFile?: string;
  readonly password?: Password;
}

/** The password together with the place it stands at, so that Terraform can read it there itself. */
export interface Password {
  readonly value: Secret;
  /** Source text of the element from `<property` up to and including the value's opening quote. */
  readonly before: string;
  /** Source text of the element from the value's closing quote to the end of the start tag. */
  readonly after: string;
}

/** `auto`: the one ISO recorded by the check. A path is as configured (relative: to the XML's folder). */
export type InstallMediaChoice =
  | { readonly kind: 'auto' }
  | { readonly kind: 'none' }
  | { readonly kind: 'path'; readonly path: string };

/** `kvm.data.disks`: which disks of the host its VM gets. */
export type DataDisks =
  | { readonly kind: 'none' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'paths'; readonly paths: readonly string[] };
