/** Writes generated/ (TypeScript) from schema.json; `tsc` then compiles it to lib/. */
const fs = require('node:fs');
const path = require('node:path');
const {
  Language,
  ConstructsMakerProviderTarget,
  TerraformProviderConstraint,
} = require('@cdktf/commons');
const { CodeMaker, TerraformProviderGenerator } = require('@cdktf/provider-generator');
const { version } = require('./package.json');

const SOURCE = 'terraform.local/quantum-kvm/libvirt';

async function main() {
  const schema = JSON.parse(fs.readFileSync(path.join(__dirname, 'schema.json'), 'utf8'));
  const outdir = path.join(__dirname, 'generated');
  fs.rmSync(outdir, { recursive: true, force: true });
  const constraint = new TerraformProviderConstraint({ name: 'libvirt', source: SOURCE, version });
  const generator = new TerraformProviderGenerator(new CodeMaker(), schema);
  generator.generate(new ConstructsMakerProviderTarget(constraint, Language.TYPESCRIPT));
  await generator.save(outdir);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
