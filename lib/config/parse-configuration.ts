import { Configuration, HostConfiguration, Login } from './configuration';
import { vmName, vmNumber } from './addressing/vm-name';
import { fleetProblems } from './rules/fleet-rules';
import { Problem, hasErrors } from './problem';
import { readProperties } from './property-element';
import { RuleName, RuleValue, indexBridgeName } from './rules/rules';
import { readSetting } from './setting';
import { Settings } from './settings';
import { SourceText } from './xml/source-text';
import { parseXml } from './xml/xml-document';

/** A configuration, present unless a problem is an error, and every problem of the file at once. */
export interface ConfigurationResult {
  readonly configuration?: Configuration;
  readonly problems: readonly Problem[];
  /** Present with the configuration. */
  readonly placeOf?: PropertyPlace;
  /** Present with the configuration. */
  readonly loginOf?: LoginOf;
  /** Present with the configuration. */
  readonly remainsOf?: RemainsOf;
}

/** `file:line` of the property that holds for a host; undefined where its default does. */
export type PropertyPlace = (property: string, address: string) => string | undefined;

/** The login that the file gives an address, also one that is not in kvm.host.range. */
export type LoginOf = (address: string) => Login;

/** What would stand on an address by the file, also on one that is not in kvm.host.range. */
export type RemainsOf = (address: string) => { locationPath?: string; machineName?: string };

/**
 * Reads the text of a `quantum_server_config.xml`.
 *
 * @param file the file as the operator named it, for messages
 */
export function parseConfiguration(text: string, file: string): ConfigurationResult {
  const source = new SourceText(file, text);
  const xml = parseXml(source);
  if (hasErrors(xml.problems)) return { problems: xml.problems };
  const { properties, problems: ofElements } = readProperties(source, xml.elements);
  const read = properties.map(readSetting);
  const settings = new Settings(read.map(({ setting }) => setting));
  const problems = [
    ...ofElements,
    ...read.flatMap((setting) => setting.problems),
    ...settings.problems,
    ...fleetProblems(file, settings),
  ];
  if (hasErrors(problems)) return { problems };
  const hosts = (settings.hosts() ?? []).map((address) => new HostReader(settings, address).read());
  const placeOf: PropertyPlace = (property, address) => {
    const element = settings.find(property, address)?.element;
    return element && `${file}:${element.line}`;
  };
  const loginOf: LoginOf = (address) => new HostReader(settings, address).login();
  const remainsOf: RemainsOf = (address) => new HostReader(settings, address).remains();
  return { configuration: { file, hosts }, problems, placeOf, loginOf, remainsOf };
}

/** What settings without errors say about one host. */
class HostReader {
  constructor(
    private readonly settings: Settings,
    private readonly address: string,
  ) {}

  read(): HostConfiguration {
    return {
      address: this.address,
      login: this.login(),
      vmNamePrefix: this.get('kvm.prefix.string'),
      vmNumberInterval: this.get('kvm.host.name.interval'),
      locationPath: this.get('kvm.location.path'),
      systemSizeGib: this.get('kvm.system.size.gb'),
      memorySizeGib: this.get('kvm.memory.size.gb'),
      cpuPercentage: this.get('kvm.cpu.percentage'),
      bridges: this.bridges(),
      installMedia: this.get('kvm.install.media'),
      ...this.packagesDirectory(),
      vncListen: this.get('kvm.vnc.listen'),
      vncPortBase: this.get('kvm.vnc.port.base'),
      autostart: this.get('kvm.autostart'),
      virtualizationType: this.get('kvm.virtualization.type'),
      dataDisks: this.get('kvm.data.disks'),
      shutdownTimeoutSeconds: this.get('kvm.shutdown.timeout.seconds'),
      providers: this.get('kvm.providers'),
    };
  }

  login(): Login {
    const keyFile = this.settings.value('login.key.file', this.address);
    const value = this.settings.value('login.password', this.address);
    const element = this.settings.find('login.password', this.address)?.element;
    return {
      name: this.get('login.name'),
      port: this.get('login.port'),
      ...(keyFile !== undefined && { keyFile }),
      ...(value &&
        element && { password: { value, before: element.before, after: element.after } }),
    };
  }

  remains(): ReturnType<RemainsOf> {
    const { settings, address } = this;
    const prefix = settings.value('kvm.prefix.string', address);
    const interval = settings.value('kvm.host.name.interval', address);
    const isNamed = prefix !== undefined && interval !== undefined;
    return {
      locationPath: settings.value('kvm.location.path', address),
      ...(isNamed && { machineName: vmName(prefix, vmNumber(address, interval)) }),
    };
  }

  private packagesDirectory(): Pick<HostConfiguration, 'packagesDirectory'> {
    const packagesDirectory = this.settings.value('kvm.packages.directory', this.address);
    return packagesDirectory === undefined ? {} : { packagesDirectory };
  }

  private bridges(): readonly string[] {
    const further = Array.from({ length: this.get('kvm.network.number') }, (_, i) =>
      String(this.settings.find(indexBridgeName(i + 1), this.address)?.value?.of),
    );
    return [this.get('kvm.bridge.base.name'), ...further];
  }

  private get<N extends RuleName>(name: N): RuleValue<N> {
    const value = this.settings.value(name, this.address);
    if (value === undefined) throw new Error(`${name} was not checked for ${this.address}`);
    return value;
  }
}
