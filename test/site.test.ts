import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');
const page = readFileSync(join(ROOT, 'docs', 'site.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text!);

/** What the compiler says of programs that stand in a site. */
function compiled(texts: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  );
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const files = new Map(texts.map((text, i) => [join(ROOT, `site-${i}.ts`), text]));
  const settings = {
    ...options,
    noEmit: true,
    paths: { 'quantum-kvm': [join(ROOT, 'lib', 'index.ts')] },
  };
  const host = ts.createCompilerHost(settings);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, version) => {
    const text = files.get(file);
    return text === undefined
      ? getSourceFile(file, version)
      : ts.createSourceFile(file, text, version, true);
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...files.keys()], settings, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('the programs of the page compile', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  expect(compiled(blocks)).toEqual([]);
});

test('a program that uses what is not there does not', () => {
  const wrong =
    "import { synthesizeSite } from 'quantum-kvm';\nsynthesizeSite((s) => s.nothing);\n";
  expect(compiled([wrong])).toEqual([expect.stringContaining("'nothing' does not exist")]);
});
