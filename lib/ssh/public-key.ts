import { utils } from 'ssh2';
import { readPrivateFile } from '../node/file/private-file';
import { publicKeyText } from './host-key';

/**
 * The public half of a private key, `ssh-ed25519 AAAA…` without comment.
 *
 * @throws Error that says why the key cannot be used; never quotes the key
 */
export function publicKeyOf(keyFile: string): string {
  const parsed = utils.parseKey(readPrivateFile(keyFile));
  if (parsed instanceof Error) {
    throw new Error(
      /encrypted/i.test(parsed.message) ? 'it is encrypted' : 'it is no SSH private key',
    );
  }
  if (!parsed.isPrivateKey()) throw new Error('it is a public key');
  return publicKeyText(parsed.getPublicSSH());
}

/** The public half of a private key; undefined: it is none that can be used. */
export function publicKeyIn(privateKey: Buffer): string | undefined {
  const parsed = utils.parseKey(privateKey);
  if (parsed instanceof Error || !parsed.isPrivateKey()) return undefined;
  return publicKeyText(parsed.getPublicSSH());
}
