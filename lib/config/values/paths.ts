import { limits } from '../rules/limits';
import { Grammar, grammar } from './grammar';

/** The characters that mean themselves in a shell, in XML and in Terraform. */
export const SAFE_CHARACTERS = 'letters, digits and . _ - + = @ /';

/** A part of a path that is neither `.` nor `..`. */
const PART = String.raw`(?!\.{1,2}(?:/|$))[A-Za-z0-9._+=@-]+`;
/** One that begins and ends without a dash: pool names write a slash as one dash, a dash as two. */
const DASHLESS_PART = String.raw`(?!\.{1,2}(?:/|$)|-)[A-Za-z0-9._+=@-]*[A-Za-z0-9._+=@]`;

const longest = limits.pathLength;

/** A folder on a host: absolute, one slash between the parts. */
export const hostPath: Grammar = grammar({
  pattern: new RegExp(`^(?:/${DASHLESS_PART})+$`),
  longest,
  allowed: `an absolute path of at most ${longest} ${SAFE_CHARACTERS}, without . and .. and without a dash at an end of a part`,
});

/** A file or folder on the deployment node: absolute, or relative, then also from a folder above. */
export const nodePath: Grammar = grammar({
  pattern: new RegExp(`^(?!-)(?:/|(?:\\.\\./)*)${PART}(?:/${PART})*$`),
  longest,
  allowed: `a path of at most ${longest} ${SAFE_CHARACTERS}, with .. at its beginning alone`,
});

/** Where the vendor's tools expect the one ISO. */
export const MEDIA_FOLDER = '/opt/deploy';

/** The ISO that was found there: no other file of the deployment node is recorded. */
export const recordedIsoPath: Grammar = grammar({
  pattern: new RegExp(`^${MEDIA_FOLDER}/${PART}$(?<=[^/]\\.[iI][sS][oO])`),
  longest,
  allowed: `${MEDIA_FOLDER}/NAME.iso, NAME of ${SAFE_CHARACTERS.replace(' /', '')}`,
});

/**
 * Whether a text holds none of the numbers by which cdktf marks what it does not know yet (createTokenDouble):
 * finite, and below any that is met.
 */
function isFreeOfMarks(text: string): boolean {
  const numbers = (text.match(/-[\d.+-]*e[\d.+-]+/g) ?? []).map(parseFloat);
  return numbers.every((number) => !Number.isFinite(number) || number > -1e288);
}

const DISK = `/dev/disk/by-id/NAME of a whole disk, NAME of letters, digits and . _ + = @ : -, at most ${longest} characters in all`;

/**
 * A stable name of a whole disk as udev makes them: a link that stands in /dev/disk/by-id itself. Which of
 * them identify a disk is not a matter of form.
 */
export const diskPath: Grammar = grammar({
  pattern: /^\/dev\/disk\/by-id\/(?!.*-part\d+$)[A-Za-z0-9][A-Za-z0-9._+=@:-]*$/,
  longest,
  allowed: DISK,
}).refine(isFreeOfMarks, DISK);
