// licences.js npm FOLDER | go: the licence texts of all npm packages installed below FOLDER, or of all Go modules that
// the provider in the current folder is linked from, one after another.
const { execFileSync } = require('node:child_process');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const TEXT = /^(?:licen[cs]e|copying|notice)(?:[-._].*)?$/i;
const RULE = '='.repeat(80);

const [kind, folder] = process.argv.slice(2);
const parts = kind === 'npm' ? packagesIn(join(folder, 'node_modules')) : modules();
const sections = parts.map(({ title, place }) => [title, textsIn(place)]);
sections.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
for (const [title, texts] of sections) console.log([RULE, title, RULE, ...texts, ''].join('\n'));

function packagesIn(modulesFolder) {
  return entriesOf(modulesFolder).flatMap((name) => {
    if (name.startsWith('.')) return [];
    const place = join(modulesFolder, name);
    if (name.startsWith('@')) return packagesIn(place);
    return [packageAt(place), ...packagesIn(join(place, 'node_modules'))];
  });
}

function packageAt(place) {
  const { name, version, license, licenses } = JSON.parse(
    readFileSync(join(place, 'package.json'), 'utf8'),
  );
  const named = [license ?? licenses ?? 'no licence named'].flat();
  const words = named.map((one) => (typeof one === 'string' ? one : one.type)).join(', ');
  return { title: `${name} ${version}: ${words}`, place };
}

/** The standard library among them. */
function modules() {
  const format = '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}';
  const listed = go('list', '-deps', '-f', format, '.').split('\n').filter(Boolean);
  const parts = [...new Set(listed)].map((line) => {
    const [title, place] = line.split('\t');
    return { title, place };
  });
  return [...parts, { title: go('env', 'GOVERSION').trim(), place: go('env', 'GOROOT').trim() }];
}

function go(...args) {
  return execFileSync('go', args, { encoding: 'utf8' });
}

function textsIn(place) {
  return entriesOf(place)
    .filter((name) => TEXT.test(name))
    .map((name) => readFileSync(join(place, name), 'utf8').trimEnd());
}

function entriesOf(place) {
  try {
    return readdirSync(place).sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
