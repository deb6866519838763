import { z } from 'zod';
import { Grammar, grammar } from './grammar';

/** Without a zone: it is the same on every machine. */
export const ipAddress: Grammar = z.ipv4().or(z.ipv6());

/** One network card's address, in lower case. A group address (odd first octet) is no card's. */
export const macAddress: Grammar = grammar({
  pattern: /^(?!00(?::00){5}$)[0-9a-f][02468ace](?::[0-9a-f]{2}){5}$/,
  longest: 17,
  allowed: 'the MAC address of one network card in lower case, as 02:00:c0:a8:0c:22',
});

/** Serial number or world-wide name of a disk, as the check writes them. */
export const diskIdentifier: Grammar = grammar({
  pattern: /^[A-Za-z0-9._:-]+$/,
  longest: 160,
  allowed: 'at most 160 letters, digits and . _ : -',
});

/** /etc/machine-id; empty where the system has none. */
export const machineId: Grammar = grammar({
  pattern: /^(?:[0-9a-f]{32})?$/,
  longest: 32,
  allowed: '32 hexadecimal digits',
});

/** A UUID in lower case, as the kernel prints it; empty where it prints none. */
export const bootId: Grammar = grammar({
  pattern: /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/,
  longest: 36,
  allowed: 'a UUID in lower case',
});

/** Which deployment a VM belongs to: `hosts.lock.json` has it, and the tag of every VM. */
export const deploymentId: Grammar = grammar({
  pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  longest: 36,
  allowed: 'a UUID in lower case',
});

export const sha256: Grammar = grammar({
  pattern: /^[0-9a-f]{64}$/,
  longest: 64,
  allowed: 'a SHA-256 of 64 hexadecimal digits in lower case',
});
