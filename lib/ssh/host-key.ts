import { createHash } from 'node:crypto';

/** RSA keys sign with SHA-2; their key type keeps its old name. */
const RSA_SIGNATURES = ['rsa-sha2-256', 'rsa-sha2-512'];
/**
 * Signature algorithms at first contact. The order is that of Terraform's provisioners (Go's x/crypto/ssh):
 * they cannot be configured to ask for one of a host's keys, so the key that they will see is the one to pin.
 */
const PREFERRED = [
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  ...RSA_SIGNATURES,
  'ssh-ed25519',
];

/** A public key as `ssh-ed25519 AAAA…`, from the form it has on the wire (RFC 4253, 6.6). */
export function publicKeyText(wire: Buffer): string {
  const type = wire.subarray(4, 4 + wire.readUInt32BE(0)).toString('latin1');
  return `${type} ${wire.toString('base64')}`;
}

/** Whether a text is a key type and a key of that type on the wire, in base64. */
export function isPublicKey(text: string): boolean {
  if (!/^[a-z0-9@.-]{1,64} [A-Za-z0-9+/]{1,16384}={0,2}$/.test(text)) return false;
  const [type = '', encoded = ''] = text.split(' ');
  const wire = Buffer.from(encoded, 'base64');
  return wire.length > 4 + type.length && publicKeyText(wire).split(' ')[0] === type;
}

/** `SHA256:…`, as ssh-keygen -l prints it. */
export function fingerprint(publicKey: string): string {
  const wire = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')}`;
}

/** Type and fingerprint: `ssh-ed25519 SHA256:…`. */
export function keyLabel(publicKey: string): string {
  return `${publicKey.split(' ')[0]} ${fingerprint(publicKey)}`;
}

/** Signature algorithms to ask a host for: those of the pinned key's type alone, once one is pinned. */
export function hostKeyAlgorithms(pinned: string | undefined): string[] {
  const type = pinned?.split(' ')[0];
  if (type === undefined) return PREFERRED;
  return type === 'ssh-rsa' ? RSA_SIGNATURES : [type];
}

/** A host's name in a known_hosts file: `192.168.12.34`, `[192.168.12.34]:2222`. */
export function knownHostsName({
  address,
  login: { port },
}: {
  readonly address: string;
  readonly login: { readonly port: number };
}): string {
  return port === 22 ? address : `[${address}]:${port}`;
}

/** The line of a known_hosts file that pins the host. */
export function knownHostsLine(host: {
  readonly address: string;
  readonly login: { readonly port: number };
  readonly facts: { readonly hostKey: string };
}): string {
  return `${knownHostsName(host)} ${host.facts.hostKey}\n`;
}
