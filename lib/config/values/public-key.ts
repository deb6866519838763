import { Grammar, grammar } from './grammar';

/** Types of SSH keys, with what follows the type in the key itself (RFC 4253, 5656, 8709): fields in bytes; 0: any. */
const FIELDS: Readonly<Record<string, readonly number[]>> = {
  'ssh-ed25519': [32],
  'ssh-rsa': [0, 0],
  'ecdsa-sha2-nistp256': [8, 65],
  'ecdsa-sha2-nistp384': [8, 97],
  'ecdsa-sha2-nistp521': [8, 133],
};

/** A key of 16384 bits, the largest that OpenSSH takes, is shorter. */
const LONGEST = 4096;

const ALLOWED = `a public SSH key as "TYPE BASE64", TYPE one of ${Object.keys(FIELDS).join(', ')}`;

/** A public SSH key on one line, without options and comment: of a host, or of the deployment. */
export const publicKey: Grammar = grammar({
  pattern: /^[a-z0-9-]+ [A-Za-z0-9+/]+={0,2}$/,
  longest: LONGEST,
  allowed: ALLOWED,
}).refine(isWhole, ALLOWED);

/** Whether the text is that of one whole key of the type that it names. */
function isWhole(text: string): boolean {
  const [type = '', base64 = ''] = text.split(' ');
  const wire = Buffer.from(base64, 'base64');
  if (!Object.hasOwn(FIELDS, type) || wire.toString('base64') !== base64) return false;
  const [named, ...fields] = wireFields(wire) ?? [];
  const sizes = FIELDS[type] ?? [];
  return (
    named?.toString('latin1') === type &&
    fields.length === sizes.length &&
    fields.every(({ length }, i) => (sizes[i] ? length === sizes[i] : length > 0))
  );
}

/** The fields of a key on the wire, each after its length in four bytes; undefined when they do not fill it. */
function wireFields(wire: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= wire.length) {
    const end = at + 4 + wire.readUInt32BE(at);
    if (end > wire.length) return undefined;
    fields.push(wire.subarray(at + 4, end));
    at = end;
  }
  return at === wire.length ? fields : undefined;
}
