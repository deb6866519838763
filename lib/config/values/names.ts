import { limits } from '../rules/limits';
import { Grammar, grammar } from './grammar';

/** Linux: 1…15 characters, no slash, colon or white space (dev_valid_name); here also safe in a shell. */
export const bridgeName: Grammar = grammar({
  pattern: /^[A-Za-z0-9_][A-Za-z0-9._-]*$/,
  longest: limits.bridgeNameLength,
  allowed: `a Linux bridge of 1…${limits.bridgeNameLength} letters, digits and . _ -, beginning with a letter, a digit or _`,
});

/** POSIX portable user name that does not look like an option. */
export const loginName: Grammar = grammar({
  pattern: /^[A-Za-z_][A-Za-z0-9._-]*$/,
  longest: limits.loginNameLength,
  allowed: `a user name of 1…${limits.loginNameLength} letters, digits and . _ -, beginning with a letter or _`,
});

/** Beginning of a host name, RFC 1123; the whole name is {@link machineName}. */
export const machineNamePrefix: Grammar = grammar({
  pattern: /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9-]*$/,
  longest: limits.vmNameLength - String(limits.vmNumber.max).length,
  allowed: `1…${limits.vmNameLength - 3} letters, digits and -, beginning with a letter or a digit and with at least one letter`,
});

/** Name of a VM, which is the host name of its guest: a prefix and three digits. */
export const machineName: Grammar = grammar({
  pattern: /^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9-]*[0-9]{3}$/,
  longest: limits.vmNameLength,
  allowed: `a host name of at most ${limits.vmNameLength} letters, digits and -, with three digits at its end`,
});

/** `ID` of os-release; empty where the system has none. */
export const systemId: Grammar = grammar({
  pattern: /^[A-Za-z0-9._-]*$/,
  longest: 64,
  allowed: 'at most 64 letters, digits and . _ -',
});

/** `VERSION_ID` of os-release; empty where the system has none. */
export const systemVersion: Grammar = grammar({
  pattern: /^[A-Za-z0-9._~+-]*$/,
  longest: 64,
  allowed: 'at most 64 letters, digits and . _ ~ + -',
});

/** As `uname -m` prints it: `x86_64`. */
export const architectureName: Grammar = grammar({
  pattern: /^[A-Za-z0-9_]+$/,
  longest: 32,
  allowed: '1…32 letters, digits and _',
});
