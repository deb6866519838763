// Lets a process of its own load this checkout's TypeScript as it stands, without a build. Types are not looked at,
// and what was transpiled once is kept in the folder TRANSPILED.
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const FOLDER = process.env.TRANSPILED;

require.extensions['.ts'] = (module, file) => module._compile(transpiled(file), file);

function transpiled(file) {
  const source = readFileSync(file, 'utf8');
  const cached = join(FOLDER, `${createHash('sha256').update(source).digest('hex')}.js`);
  if (existsSync(cached)) return readFileSync(cached, 'utf8');
  const { ModuleKind, ScriptTarget, transpileModule } = require('typescript');
  const { outputText } = transpileModule(source, {
    fileName: file,
    compilerOptions: {
      module: ModuleKind.CommonJS,
      target: ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const draft = `${cached}.${process.pid}`;
  writeFileSync(draft, outputText);
  renameSync(draft, cached);
  return outputText;
}
