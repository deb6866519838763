// node test/screen/draw.js COLUMNS TITLE COMMAND…: runs a command in a terminal, and prints what is seen in the end as SVG.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

process.env.TRANSPILED = mkdtempSync(join(tmpdir(), 'transpiled-'));
process.on('exit', () => rmSync(process.env.TRANSPILED, { recursive: true }));
require('./transpiled');

const { picture } = require('./picture');
const { PseudoTerminal } = require('./pseudo-terminal');

async function main() {
  const [columns, title, ...command] = process.argv.slice(2);
  const size = { columns: Number(columns), rows: 60 };
  const terminal = PseudoTerminal.start(command, { ...size, cwd: process.cwd() });
  const code = await terminal.end();
  if (code === 0) process.stdout.write(picture(terminal.screen.cells, size.columns, title));
  else process.stderr.write(`${terminal.screen.text}\n`);
  process.exitCode = code;
}

void main();
