import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What others say is for people: nothing is decided by the words of libvirt, Terraform, ssh, sudo or any other
 * program, which may be translated and change with a release. The places that match words nevertheless are
 * listed here, each with its reason.
 */
const KNOWN: Readonly<Record<string, string>> = {
  'lib/check/login/unfinished-check.ts':
    'sshd has no code for a password that has expired, and its sentence is not translated; without it the login counts as one that runs no command',
  'lib/facts/facts-file.ts':
    'JSON.parse names the place of a fault in its message alone; without it the end of the file is named',
  'lib/constructs/literal-stack.ts':
    'cdktf has no class for an unresolved token; whatever else is thrown goes on as it is',
  'lib/ssh/public-key.ts':
    'ssh2 has no code for an encrypted key; only the sentence is another, the key is refused anyway',
};

/** A message of somebody else, searched, matched or cut. */
const MATCHES = [
  /\/[^/\n]+\/[a-z]*\.(?:test|exec)\([^)\n]*\b(?:message|stderr|summary|detail|reason)\b/,
  /\b(?:message|stderr|summary|detail)\b[^\n;=]{0,20}\.(?:includes|startsWith|endsWith|match|search|indexOf)\(/,
  /strings\.(?:Contains|HasPrefix|HasSuffix|Index)\([^\n]*(?:\.Error\(\)|\.Message)/,
  /regexp\.\w+\([^\n]*\.Error\(\)/,
];

/** Names and ids that the fault is found by, of ours or of a kind that nobody translates. */
const FINE = [/detail\.includes\(identity\)/];

const ROOT = join(__dirname, '..');

function sources(named = /(?<!_test)\.(?:ts|go)$/): string[] {
  const files = ['main.ts', 'cli', 'fleet', 'lib', 'stacks', 'provider'];
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => named.test(file));
}

test('no decision rests on the words of another program, but for the known ones', () => {
  const found = sources().flatMap((file) => {
    const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
    const matching = lines.filter(
      (line) => MATCHES.some((m) => m.test(line)) && !FINE.some((f) => f.test(line)),
    );
    return matching.map((line) => ({ file, line: line.trim() }));
  });
  expect(found.filter(({ file }) => !Object.hasOwn(KNOWN, file))).toEqual([]);
});

/** The same of the scripts that run on hosts, where programs are asked in the language of C. */
const KNOWN_OF_SCRIPTS: Readonly<Record<string, string>> = {
  'lib/host-scripts/install/31-manager.sh':
    'apt, dnf, yum and rpm end with one code for every failure; without their words a lock would not be waited for, and be told as what could not be installed',
  'lib/host-scripts/install/45-hook.sh': 'our own words, by which our hook is known again',
  'lib/host-scripts/clean/30-records.sh': 'the same',
  'lib/host-scripts/check/30-cpu.sh':
    'the kernel says in its log alone that the firmware keeps virtualization off; without it another cure is told for the missing /dev/kvm',
  'lib/host-scripts/check/70-libvirt.sh':
    'virt-host-validate has no output but its sentences; what is not matched is not told, and every deployment goes by the devices themselves',
};

/** Words between quotes that grep looks for. */
const GREPPED = /grep [^\n]*'[^'\n]*[A-Za-z]{3,} [a-z]{2,}[^'\n]*'|virt-host-validate qemu 2>/;

test('no script of a host decides by the words of another program, but for the known ones', () => {
  const files = sources(/\.sh$/).filter((file) => file.startsWith('lib/host-scripts/'));
  const found = files.filter((file) => GREPPED.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(found.sort()).toEqual(Object.keys(KNOWN_OF_SCRIPTS).sort());
});

test('what host scripts read of other programs is in the language of C', () => {
  const mains = ['lib/host-scripts/check/10-records.sh', 'lib/host-scripts/install/10-report.sh'];
  for (const file of mains) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    expect(text).toMatch(/^LC_ALL=C$/m);
    expect(text).toMatch(/^export LC_ALL/m);
  }
});

/** How virsh is asked for what no translation or release changes: names alone, numbers, XML, and its exit code. */
const OF_FIXED_FORM = [
  /^(?:version|domuuid|domname|metadata|qemu-agent-command|vncdisplay|ttyconsole)\b/,
  /^(?:list|net-list|pool-list)\b.* --(?:name|uuid)\b/,
  /^domstats\b.* --raw\b/,
  /^blockjob\b.* --raw\b/,
  /^(?:dumpxml|net-dumpxml|pool-dumpxml|vol-dumpxml)\b/,
  /^pool-(?:define|build|start|autostart|destroy|undefine)\b/,
];

const KNOWN_OF_VIRSH: Readonly<Record<string, string>> = {
  domblkerror:
    'the error is repeated, and found by the form "vda: …"; the state itself is by number',
  domjobinfo:
    'a job is known by its numbers, which it prints of a job alone; its operation is repeated',
  domblklist: 'a table of words of the XML (file, disk, vda), which are not translated',
  domiflist: 'a table of words of the XML (network, its name), which are not translated',
};

/** After the variable or function that stands for virsh with its connection. */
const ASKED =
  /(?:\$\{(?:virsh|VIRSH)\}|virsh -q -c qemu:\/\/\/system|(?<=[(;|&{!] ?|^ *|then |do )system) ([a-z][a-z-]+[^|;&<>`]*)/gm;

test('virsh is asked in forms that are not prose, but for the known ones', () => {
  const found = sources(/(?<!_test)\.(?:ts|sh)$/).flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(ASKED)].map(([, asked = '']) => asked),
  );
  const others = found.filter((asked) => !OF_FIXED_FORM.some((form) => form.test(asked)));
  const commands = new Set(others.map((asked) => asked.split(' ')[0]));
  expect([...commands].sort()).toEqual(Object.keys(KNOWN_OF_VIRSH).sort());
});
