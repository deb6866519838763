import { Stats, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { limits } from './rules/limits';
import { ConfigurationResult, parseConfiguration } from './parse-configuration';
import { Problem } from './problem';

/**
 * Reads a `quantum_server_config.xml`; a file that cannot be read is a problem like any other.
 *
 * @param file the file as the operator named it
 */
export function readConfiguration(file: string): ConfigurationResult {
  const read = readText(file);
  if (typeof read !== 'string') return refused(file, ...read);
  const result = parseConfiguration(read, file);
  const hasPassword = result.configuration?.hosts.some(({ login }) => login.password);
  const open = hasPassword ? openToOthers(file) : [];
  return { ...result, problems: [...result.problems, ...open] };
}

const OTHERS_READ_OR_WRITE = 0o066;

/** A password that others of this machine can read is one for all hosts. */
function openToOthers(file: string): Problem[] {
  const { mode } = statSync(file);
  if ((mode & OTHERS_READ_OR_WRITE) === 0) return [];
  const text = (mode & 0o777).toString(8).padStart(4, '0');
  return [
    {
      severity: 'warning',
      where: file,
      what: `it holds login.password, and other users of this machine can read or change it (mode ${text})`,
      cure: `run "chmod 600 ${file}"`,
    },
  ];
}

/** The text, or why there is none. */
function readText(file: string): string | Reason {
  if (resolve(file).includes(REPLACEMENT)) return NOT_UNICODE;
  try {
    return refusalOf(statSync(file)) ?? decodeUtf8(readFileSync(file));
  } catch (error) {
    return reasonOf(file, error as NodeJS.ErrnoException);
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

type Reason = readonly [what: string, cure: string];

/** In place of each byte that is no character. */
const REPLACEMENT = '\ufffd';
const NOT_UNICODE: Reason = [
  'its path, or that of the current folder, has bytes that are no characters of UTF-8',
  'rename the folder or the file',
];

function refusalOf(stats: Stats): Reason | undefined {
  if (stats.isDirectory()) return ['it is a folder', 'name the file inside it'];
  if (!stats.isFile()) return ['it is not a regular file', 'name a file'];
  if (stats.size > limits.fileBytes) {
    return [`it has ${stats.size} bytes`, 'remove what the product does not read'];
  }
  return undefined;
}

function reasonOf(file: string, { code }: NodeJS.ErrnoException): Reason {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return [
        `there is no such file${isAbsolute(file) ? '' : ` in ${dirname(resolve(file))}`}`,
        'go to the folder of the XML, or name the file with --config or QUANTUM_KVM_CONFIG',
      ];
    case 'EACCES':
    case 'EPERM':
      return ['it may not be read', 'give this user the right to read it'];
    case 'ELOOP':
      return ['its symbolic links lead in a circle', 'put the file itself there'];
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return ['it is not UTF-8', 'save it as UTF-8'];
    default:
      return [`it cannot be read (${code ?? 'unknown cause'})`, 'check the file and its folder'];
  }
}

function refused(file: string, what: string, cure: string): ConfigurationResult {
  return {
    problems: [
      {
        severity: 'error',
        where: `${file}:1:1`,
        what,
        allowed: `a UTF-8 file of at most ${limits.fileBytes} bytes`,
        cure,
      },
    ],
  };
}
