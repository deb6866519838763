import { parseOctets } from '../config/addressing/ipv4-address';
import { Problem, quoted } from '../config/problem';
import { Grammar } from '../config/values/grammar';
import { deploymentId, diskIdentifier, ipAddress, macAddress } from '../config/values/identities';
import { bridgeName, loginName, machineName } from '../config/values/names';
import { diskPath, hostPath, nodePath, recordedIsoPath } from '../config/values/paths';
import { publicKey } from '../config/values/public-key';
import { HostSpec } from './host-spec';

/** A text of a spec: what it is called, and the form that it must have. */
type Value = readonly [what: string, text: string, kind: Grammar];

/**
 * The texts of a spec that have not the form of their kind, whatever they were read from. Both files are read by
 * the same forms: this refuses what reached a spec on any other way.
 */
export function misformedValues(spec: HostSpec): Problem[] {
  const address: Problem[] =
    parseOctets(spec.address) === undefined
      ? [refusal(spec, 'address', spec.address, 'an IPv4 address')]
      : [];
  const values = [...connection(spec), ...machine(spec), ...files(spec)].flatMap(
    ([what, text, kind]) => {
      const { error } = kind.safeParse(text);
      return error ? [refusal(spec, what, text, error.issues[0]?.message)] : [];
    },
  );
  return [...address, ...values];
}

function connection({ login, publicKey: key, facts, deploymentId: id }: HostSpec): Value[] {
  return [
    ...optional('identity of the deployment', id, deploymentId),
    ['login.name', login.name, loginName],
    ['host key', facts.hostKey, publicKey],
    ['public key of the deployment', key, publicKey],
  ];
}

function machine({ machine: { name, nics, dataDisks, vnc }, storage }: HostSpec): Value[] {
  return [
    ['name of the VM', name, machineName],
    ['kvm.location.path', storage.poolPath, hostPath],
    ['kvm.vnc.listen', vnc.listen, ipAddress],
    ...nics.flatMap(({ bridge, mac }): Value[] => [
      ['bridge', bridge, bridgeName],
      ['MAC address', mac, macAddress],
    ]),
    ...dataDisks.flatMap(({ path, identity }): Value[] => [
      ['data disk', path, diskPath],
      ...optional('serial number of a disk', identity?.serial, diskIdentifier),
      ...optional('WWN of a disk', identity?.wwn, diskIdentifier),
    ]),
  ];
}

function files({
  login,
  packagesDirectory,
  machine: { installMedia, ...rest },
}: HostSpec): Value[] {
  const isRecorded = rest.installMediaBytes !== undefined;
  return [
    ...optional('login.key.file', login.keyFile, nodePath),
    ...optional('kvm.packages.directory', packagesDirectory, nodePath),
    ...optional('install medium', installMedia, isRecorded ? recordedIsoPath : nodePath),
  ];
}

function optional(what: string, text: string | undefined, kind: Grammar): Value[] {
  return text === undefined ? [] : [[what, text, kind]];
}

function refusal({ address }: HostSpec, what: string, text: string, allowed?: string): Problem {
  return {
    severity: 'error',
    host: address,
    where: 'values',
    what: `${what} is ${quoted(text)}`,
    allowed,
    cure: 'correct it where it comes from: the XML, or hosts.lock.json ("quantum-kvm check" writes it anew)',
  };
}
