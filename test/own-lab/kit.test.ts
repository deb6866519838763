import { ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TERRAFORM_BINARY } from '../fixtures/terraform-binary';
import { ran, succeeded } from '../lab/support/command';
import { ReleaseCheckout } from '../release/release-checkout';
import { OwnLab } from './support/own-lab';

jest.setTimeout(900_000);

const ROOT = resolve(__dirname, '..', '..');
/** The second host is the deployment node: a minimal Debian that reaches the first host's sshd, and nothing else. */
const [HOST, NODE] = [1, 2];
const SITE = '/home/keeper/the site';

const lab = new OwnLab(31, 18);
const scratch = mkdtempSync(join(tmpdir(), 'kit-'));
let checkout: ReleaseCheckout;
let way: ChildProcess;
let kit: string;
const durations: string[] = [];

beforeAll(() => {
  checkout = ReleaseCheckout.make();
  timed('the kit is built', () => built());
  timed('the lab comes up', () => lab.up(2, '--fresh'));
  lab.lab('network', String(NODE), 'off');
  way = wayToHost();
  lab.sh(NODE, 'useradd --create-home --shell /bin/sh keeper');
  timed('the kit is unpacked', () =>
    succeeded('tar', ran('tar', ['-C', onNode('opt'), '-xJf', join(scratch, 'out', archive())])),
  );
  kit = `/opt/${archive().replace('.tar.xz', '')}`;
});
afterAll(() => {
  way?.kill('SIGKILL');
  lab.remove();
  checkout?.remove();
  rmSync(scratch, { recursive: true });
  process.stdout.write(`${durations.join('\n')}\n`);
});

/** With the Terraform that the tests run on; which text is its licence is for who makes a release. */
function built(): void {
  const terraform = succeeded(
    TERRAFORM_BINARY,
    ran('sh', ['-c', 'command -v "$0"', TERRAFORM_BINARY]),
  ).trim();
  const licence = join(ROOT, 'LICENSE');
  const build = join(checkout.folder, 'scripts', 'release', 'build.sh');
  succeeded(build, ran(build, [scratch, terraform, licence, licence]));
}

const archive = () => readdirSync(join(scratch, 'out')).find((name) => name.endsWith('.tar.xz'))!;

/** Where this side has a file of the deployment node. */
const onNode = (path: string) => join('/proc', lab.init(NODE), 'root', path);

/** In the deployment node's network, the first host's address leads to its sshd. */
function wayToHost(): ChildProcess {
  const listen = `TCP-LISTEN:2222,bind=${lab.address(HOST)},reuseaddr,fork`;
  const there = `socat - TCP\\:${lab.address(HOST)}\\:2222`;
  const network = `--net=${onNode('run/netns/host')}`;
  const here = `nsenter --net=/proc/${process.pid}/ns/net ${there}`;
  return spawn('nsenter', [network, 'socat', listen, `EXEC:${here}`], { stdio: 'ignore' });
}

function timed<T>(title: string, action: () => T): T {
  const begun = Date.now();
  const result = action();
  durations.push(`${((Date.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${title}`);
  return result;
}

/** What a user of the deployment node who is not root types in the site's folder. */
function typed(line: string, exitCode = 0): string {
  const command = ['su', '-', 'keeper', '-c', `cd '${SITE}' && { ${line}; } 2>&1`];
  const { status, stdout, stderr } = lab.tryLab('shell', String(NODE), '--', ...command);
  if (status !== exitCode) throw new Error(`${line}: exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}

function configure(): void {
  const media = 'install.iso';
  const xml = readFileSync(join(ROOT, 'lab', 'quantum_server_config.xml'), 'utf8')
    .replace(/(kvm\.host\.range" value=")[^"]*/, `$1${lab.address(HOST)}`)
    .replace(/(kvm\.install\.media" value=")[^"]*/, `$1${media}`);
  writeFileSync(onNode(join(SITE, 'quantum_server_config.xml')), xml);
  copyFileSync(join(lab.run, media), onNode(join(SITE, media)));
  writeFileSync(onNode(join(SITE, 'known_hosts')), lab.lab('known-hosts'));
  lab.sh(NODE, `chown -R keeper: '${SITE}'`);
}

test('the kit is whole, and holds nothing for other platforms', () => {
  const folder = onNode(kit);
  lab.sh(NODE, `cd ${kit} && sha256sum --quiet -c SHA256SUMS`);
  const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
  const files = sums
    .trim()
    .split('\n')
    .map((line) => line.slice(66));
  expect(files).toEqual(
    expect.arrayContaining(['./LICENSE', './bin/node', './sbom/npm.cdx.json', './licences/go.txt']),
  );
  expect(
    files.filter((file) => /prebuilds\/(?!linux-x64)|linux_arm64\/|\.map$/.test(file)),
  ).toEqual([]);
  expect(readFileSync(join(folder, 'licences/npm.txt'), 'utf8')).toContain(
    'cdktf-cli 0.21.0: MPL-2.0',
  );
  expect(existsSync(join(folder, 'docs', 'configuration.md'))).toBe(true);
});

test('the deployment node has no Node.js and no way out', () => {
  const found = lab.sh(
    NODE,
    'for name in node npm go terraform tofu; do command -v $name || :; done',
  );
  expect(found).toBe('');
  expect(lab.sh(NODE, 'ip route show default')).toBe('');
});

test('init makes a site, and says commands that work there', () => {
  mkdirSync(onNode(SITE));
  lab.sh(NODE, `chown keeper: '${SITE}'; ln -s ${kit}/quantum-kvm /usr/local/bin/qk`);
  expect(typed('qk --version')).toBe(`${checkout.version}\n`);
  const said = typed(`${kit}/quantum-kvm init .`);
  expect(said).toContain(`Next:\n  edit quantum_server_config.xml\n  ${kit}/quantum-kvm check\n`);
  configure();
});

test('from the unpacked kit to a running VM, with nothing from any network', () => {
  timed('check', () => typed(`${kit}/quantum-kvm check --known-hosts known_hosts`));
  const plan = timed('plan', () => typed(`${kit}/quantum-kvm plan`, 3));
  expect(plan).toContain('new VM: 1 vCPU');
  timed('deploy', () => typed(`${kit}/quantum-kvm deploy --yes`));
  expect(lab.sh(HOST, 'virsh domstate vm051').trim()).toBe('running');
  timed('plan of no changes', () => typed(`${kit}/quantum-kvm plan`));
});

test("cdktf of the kit works on the site's stacks", () => {
  timed('cdktf destroy', () => typed(`CI=1 ${kit}/cdktf destroy '*' --auto-approve`));
  expect(lab.sh(HOST, 'virsh -q list --all').trim()).toBe('');
});
