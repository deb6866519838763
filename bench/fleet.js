// Writes a project folder of many hosts that exist nowhere: configuration and facts, enough to synthesize.
//   node bench/fleet.js FOLDER HOSTS
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const HOSTS_PER_NETWORK = 254;
const EXAMPLE = join(__dirname, '..', 'examples', 'quantum_server_config.xml');

/** What `quantum-kvm check` reads on a two-socket server with 24 data disks. */
const FACTS = {
  hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN0jMsFjVvWZLVwAUfnZTbQz2aVwcSxYcBxnJ0iGJ1aB',
  os: { id: 'debian', idLike: [], version: '12' },
  architecture: 'x86_64',
  cpu: { sockets: 2, coresPerSocket: 32, threadsPerCore: 2, virtualization: 'svm' },
  memoryGib: 503,
  bridges: ['br0', 'br1', 'br2'].map((name) => ({ name, mtu: 9000 })),
  disks: Array.from({ length: 24 }, (_, i) => ({
    path: `/dev/disk/by-id/wwn-0x5000c500a1b2c3${String(i).padStart(2, '0')}`,
    sizeBytes: 16000900661248,
    blank: true,
  })),
};
const DEPLOYMENT = {
  publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFk2v0nFfG0m0mJ4r6mC1q3l1mVx1m2n3o4p5q6r7s8t',
  installMedia: { path: '/opt/deploy/dbs.iso', sizeBytes: 4 * 1024 ** 3 },
};

/** Full /24 networks from 10.20.1.0 upwards. */
function networks(hosts) {
  return Array.from({ length: Math.ceil(hosts / HOSTS_PER_NETWORK) }, (_, i) => ({
    prefix: `10.20.${i + 1}`,
    last: Math.min(HOSTS_PER_NETWORK, hosts - i * HOSTS_PER_NETWORK),
  }));
}

function addresses({ prefix, last }) {
  return Array.from({ length: last }, (_, i) => `${prefix}.${i + 1}`);
}

/** The example's own properties, with the hosts replaced and VM names that differ from network to network. */
function configuration(all) {
  const ranges = all.map(({ prefix, last }) => `${prefix}.1:${prefix}.${last}`);
  const names = all.slice(1).map(({ prefix, last }, i) => {
    const host = `${prefix}.1:${prefix}.${last}`;
    return `<property name="kvm.prefix.string" value="vm${i + 2}-" host="${host}"/>`;
  });
  return readFileSync(EXAMPLE, 'utf8')
    .replace(/\n[^\n]* host="[^\n]*/g, '')
    .replace(/(name="kvm\.host\.range" value=)"[^"]*"/, `$1"${ranges.join(',')}"`)
    .replace(/(name="kvm\.host\.name\.interval" value=)"[^"]*"/, '$1"0"')
    .replace(/(?=\n[^\n]*name="kvm\.location\.path")/, `\n${names.join('\n')}`);
}

function writeFleet(folder, hosts) {
  mkdirSync(folder, { recursive: true });
  const all = networks(hosts);
  const entries = all.flatMap(addresses).map((address) => [address, FACTS]);
  const facts = { version: 1, deployment: DEPLOYMENT, hosts: Object.fromEntries(entries) };
  writeFileSync(join(folder, 'quantum_server_config.xml'), configuration(all));
  writeFileSync(join(folder, 'hosts.lock.json'), `${JSON.stringify(facts, null, 2)}\n`);
}

const [folder, hosts] = process.argv.slice(2);
writeFleet(folder, Number(hosts));
