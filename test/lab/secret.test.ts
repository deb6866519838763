import { execFileSync, spawn } from 'node:child_process';
import { openSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTS, stack } from './support/hosts';
import { onHost, Project } from './support/project';
import { unzipped } from './support/zip';

jest.setTimeout(300_000);

const PLANTED = `P1anted & "double" 'single' <sp ace>`;
let project: Project;

beforeAll(() => {
  project = new Project({ 'login.password': PLANTED });
  for (const host of HOSTS) setPassword(host, PLANTED);
});
afterAll(() => {
  const configured = readFileSync(
    join(__dirname, '..', '..', 'lab', 'quantum_server_config.xml'),
    'utf8',
  );
  const [, escaped = ''] = /login\.password" value="([^"]*)"/.exec(configured) ?? [];
  for (const host of HOSTS)
    setPassword(host, escaped.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
  project.remove();
});

function setPassword(host: number, password: string): void {
  const lab = join(__dirname, '..', '..', 'lab', 'lab');
  execFileSync(lab, ['shell', String(host), '--', 'chpasswd'], { input: `root:${password}\n` });
}

/** Parts of the password that every way of escaping leaves as they are. */
const FORMS = ['P1anted', 'sp ace'];

/** Of the deployment's private key, once it is made: the first line of a key is the same for all. */
const keyForms = (): string[] => {
  const file = join(project.folder, '.quantum-kvm', 'id_ed25519');
  const [, , ...lines] = readFileSync(file, 'utf8').trim().split('\n').slice(0, -1);
  return lines.map((line) => line.slice(0, 30));
};

const holds = (text: string): boolean =>
  [...FORMS, ...keyForms()].some((form) => text.includes(form));

/** Notes the arguments of all processes of a host, many times a second, until it is ended. */
function argumentSampler(host: number, file: string): () => string {
  const loop =
    'until [ -e /run/sampled ]; do cat /proc/[0-9]*/cmdline | tr "\\0" " "; echo; sleep 0.02; done';
  const lab = join(__dirname, '..', '..', 'lab', 'lab');
  const output = openSync(file, 'w');
  spawn(lab, ['shell', String(host), '--', 'sh', '-c', loop], {
    stdio: ['ignore', output, 'ignore'],
  });
  return () => {
    onHost(host, 'touch', '/run/sampled');
    return readFileSync(file, 'utf8');
  };
}

/** Files of a host that hold part of the password; what it shares with the machine is left out. */
function filesOfHost(host: number): string {
  const folders = '/etc /home /root /run /srv /tmp /var/cache/libvirt /var/lib/libvirt /var/log';
  // Patterns that do not match themselves: the search is a process with arguments, too.
  const patterns = keyForms().map((form) => `-e '[${form[0]}]${form.slice(1)}'`);
  const search = `grep -rlsI -e 'P1[a]nted' -e 'sp[ ]ace' ${patterns.join(' ')} ${folders} || :`;
  return onHost(host, 'sh', '-c', search);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

test('a planted password and the private key are in no file, no process argument and nothing printed, also at TF_LOG=trace', () => {
  const endedSampling = argumentSampler(1, join(project.folder, 'arguments'));
  const outputs = [
    project.quantumKvm('check').output,
    project.quantumKvm('check', '--json').output,
    project.cdktf('plan', stack(1)).output,
    project.terraform(stack(1), ['plan', '-input=false', '-out=plan.tfplan'], { TF_LOG: 'trace' })
      .output,
    project.terraform(stack(1), ['show', '-json', 'plan.tfplan']).output,
    project.terraform(stack(1), ['apply', '-input=false', 'plan.tfplan'], { TF_LOG: 'trace' })
      .output,
    project.cdktfDeploy().output,
    project.terraform(stack(1), ['show', '-json']).output,
    project.quantumKvm('status', '--json').output,
    project.cdktfDestroy().output,
    project.quantumKvm('plan', '--out', 'plans').output,
    project.quantumKvm('deploy', '--plan', 'plans', '--yes', '--json').output,
    project.destroy().output,
  ];
  const argumentsSeen = endedSampling();
  expect(argumentsSeen).toMatch(/sshd|qemu-system/);
  expect(holds(argumentsSeen)).toBe(false);
  expect(HOSTS.map(filesOfHost)).toEqual(['', '', '']);
  expect(outputs.map(holds)).toEqual(outputs.map(() => false));
  const files = filesBelow(project.folder).filter((file) => statSync(file).isFile());
  const holding = files.filter((file) => holds(readFileSync(file, 'latin1')));
  const keyFile = join(project.folder, '.quantum-kvm', 'id_ed25519');
  expect(holding.sort()).toEqual([keyFile, project.configFile].sort());
  const plan = unzipped(readFileSync(files.find((file) => file.endsWith('plan.tfplan'))!));
  expect(plan.map(String).filter((text) => /login\W+password/.test(text))).not.toEqual([]);
  expect(plan.map(String).filter(holds)).toEqual([]);
});

test('the password was really used: a wrong one is refused', () => {
  const wrong = new Project({ 'login.password': 'wrong' });
  const check = wrong.quantumKvm('check');
  expect(check.status).toBe(1);
  wrong.remove();
});
