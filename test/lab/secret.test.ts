import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTS, stack } from './hosts';
import { Project } from './project';
import { unzipped } from './zip';

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

const holds = (text: string): boolean => FORMS.some((form) => text.includes(form));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

test('a planted password is in no file and in nothing printed, also at TF_LOG=trace', () => {
  const outputs = [
    project.quantumKvm('check').output,
    project.quantumKvm('check', '--json').output,
    project.cdktf('plan', stack(1)).output,
    project.terraform(stack(1), ['plan', '-input=false', '-out=plan.tfplan'], { TF_LOG: 'trace' })
      .output,
    project.terraform(stack(1), ['show', '-json', 'plan.tfplan']).output,
    project.terraform(stack(1), ['apply', '-input=false', 'plan.tfplan'], { TF_LOG: 'trace' })
      .output,
    project.deploy().output,
    project.terraform(stack(1), ['show', '-json']).output,
    project.destroy().output,
  ];
  expect(outputs.map(holds)).toEqual(outputs.map(() => false));
  const files = filesBelow(project.folder).filter((file) => statSync(file).isFile());
  const holding = files.filter((file) => holds(readFileSync(file, 'latin1')));
  expect(holding).toEqual([project.configFile]);
  const plan = unzipped(readFileSync(files.find((file) => file.endsWith('plan.tfplan'))!));
  expect(plan.map(String).filter((text) => text.includes('login.password'))).not.toEqual([]);
  expect(plan.map(String).filter(holds)).toEqual([]);
});

test('the password was really used: a wrong one is refused', () => {
  const wrong = new Project({ 'login.password': 'wrong' });
  const check = wrong.quantumKvm('check');
  expect(check.status).toBe(1);
  wrong.remove();
});
