import { FleetFacts } from '../../../lib/facts/host-facts';
import { DEPLOYMENT_KEY, HOST_KEY } from '../../fixtures/public-keys';

/** In every text of a hostile party: where it turns up, that text has come through. */
export const CANARY = 'QKCANARY';

/** What means more than itself to Terraform, cdktf, a shell, a path, JSON, XML or a terminal. */
export const HOSTILE: readonly string[] = [
  `\${file("\${path.module}/../../../.quantum-kvm/id_ed25519")}${CANARY}`,
  `\${"\\u0027; touch ${CANARY}; : \\u0027"}`,
  `$\${file("${CANARY}")}`,
  `$$\${${CANARY}}`,
  `%{ if true }${CANARY}%{ endif }`,
  `%%{${CANARY}}`,
  `%{ for x in ["${CANARY}"] }\${x}%{ endfor }`,
  `\${<<EOT\n${CANARY}\nEOT\n}`,
  `\${TfToken[TOKEN.0]}${CANARY}`,
  `#{TfToken[TOKEN.1]}${CANARY}`,
  `${CANARY} -8.2e+298`,
  `'; touch ${CANARY}; '`,
  `$(touch ${CANARY})`,
  `\`touch ${CANARY}\``,
  `"; touch ${CANARY}; "`,
  `${CANARY}\ntouch ${CANARY}`,
  `${CANARY}\\`,
  `/dev/disk/by-id/../../../etc/shadow${CANARY}`,
  `../../${CANARY}`,
  `-o ${CANARY}`,
  `${CANARY}\u001b]0;owned\u0007\u001b[2J`,
  `${CANARY}\u202e\u2066\u200b`,
  `${CANARY}\u2028\u0085\r`,
  `${CANARY}\u0000`,
  `\ud800${CANARY}`,
  `<${CANARY}>&amp;<!--`,
  `${CANARY}'"></property>`,
  `__proto__[${CANARY}]`,
  `//${CANARY}`,
  CANARY.repeat(5000),
];

/** A lock file of one host in which all that there can be is said, as a check would write it. */
export function honest(address = '192.168.12.34'): FleetFacts {
  return {
    version: 1,
    deployment: {
      publicKey: DEPLOYMENT_KEY,
      installMedia: { path: '/opt/deploy/dbs.iso', sizeBytes: 7, sha256: '0'.repeat(64) },
    },
    hosts: {
      [address]: {
        hostKey: HOST_KEY,
        os: { id: 'debian', idLike: ['debian'], version: '12' },
        architecture: 'x86_64',
        cpu: { sockets: 2, coresPerSocket: 32, threadsPerCore: 2, virtualization: 'svm' },
        memoryGib: 251,
        bridges: [{ name: 'br0', mtu: 1500 }],
        disks: [
          {
            path: '/dev/disk/by-id/wwn-0x5',
            serial: 'S5',
            wwn: 'naa.5',
            sizeBytes: 2e12,
            blank: true,
          },
        ],
        adopted: { macs: { br0: '02:00:00:00:00:01' } },
      },
    },
  };
}

/** A place in a document: the names on the way there. */
export type Place = readonly string[];

/** Every value of a document, and every name in it that is not one of the format's own. */
export function placesIn(document: unknown, at: Place = []): Place[] {
  if (typeof document !== 'object' || document === null) return [at];
  return Object.entries(document).flatMap(([name, value]) => placesIn(value, [...at, name]));
}

/** The document with another value at a place. */
export function replaced(document: unknown, [name, ...rest]: Place, value: unknown): unknown {
  if (name === undefined) return value;
  const parts = document as Record<string, unknown>;
  const part = replaced(parts[name], rest, value);
  if (Array.isArray(document)) return document.map((old, i) => (String(i) === name ? part : old));
  return { ...parts, [name]: part };
}

/** The document with another name in the place of the last one on the way. */
export function renamed(document: unknown, place: Place, name: string): unknown {
  const [first = '', ...rest] = place;
  const parts = document as Record<string, unknown>;
  if (rest.length > 0) return replaced(document, [first], renamed(parts[first], rest, name));
  const entries = Object.entries(parts).map(([old, value]) => [old === first ? name : old, value]);
  return Object.fromEntries(entries);
}
