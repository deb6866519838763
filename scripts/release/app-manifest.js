// app-manifest.js SOURCE FOLDER PACKAGE: package.json and lock file of a folder in which the packed PACKAGE is installed
// as a site has it, with everything at the versions of SOURCE's lock file.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const [source, folder, archive] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(source, name), 'utf8'));
const write = (name, document) => writeFileSync(join(folder, name), JSON.stringify(document));

const { version, dependencies, devDependencies } = read('package.json');
const versions = { ...devDependencies, ...dependencies };
const imported = ['cdktf', 'cdktf-cli', 'constructs', 'tsx'].map((name) => [name, versions[name]]);
const manifest = {
  name: 'quantum-kvm-app',
  version,
  private: true,
  dependencies: { 'quantum-kvm': `file:${archive}`, ...Object.fromEntries(imported) },
};

const lock = read('package-lock.json');
const locked = Object.entries(lock.packages)
  .filter(([place, { link }]) => place.startsWith('node_modules/') && !link)
  .map(([place, entry]) => [place, { ...entry, dev: undefined, devOptional: undefined }]);
write('package.json', manifest);
write('package-lock.json', {
  ...lock,
  name: manifest.name,
  version,
  packages: { '': manifest, ...Object.fromEntries(locked) },
});
