import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogTail } from '../../../fleet/terraform/log-tail';

let folder: string;
let file: string;
let lines: string[];
let tail: LogTail;
beforeEach(() => {
  jest.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'log-'));
  file = join(folder, 'host.log');
  lines = [];
  writeFileSync(file, 'of an earlier run\n');
  tail = new LogTail(file, (line) => lines.push(line));
});
afterEach(() => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true });
});

/** Time in which the file is looked at. */
const later = () => jest.advanceTimersByTime(100);

function written(data: string | Buffer): void {
  appendFileSync(file, data);
  later();
}

test('lines are told while they are written, and those of an earlier run are not', () => {
  written('first\nsecond\n');
  expect(lines).toEqual(['first', 'second']);
  written('third\n');
  expect(lines).toEqual(['first', 'second', 'third']);
  tail.end();
});

test('a line that is written in pieces is told once it is whole', () => {
  written('a li');
  expect(lines).toEqual([]);
  written('ne\nanother');
  expect(lines).toEqual(['a line']);
  tail.end();
});

test('a character that is written in pieces is whole', () => {
  const text = Buffer.from('Größe\n');
  written(text.subarray(0, 3));
  written(text.subarray(3));
  expect(lines).toEqual(['Größe']);
  tail.end();
});

test('a line longer than what is read at once is whole', () => {
  const long = 'x'.repeat(200_000);
  written(`${long}\n`);
  expect(lines).toEqual([long]);
  tail.end();
});

test('empty lines say nothing', () => {
  written('\n\nsomething\n\n');
  expect(lines).toEqual(['something']);
  tail.end();
});

test('at the end the rest is read, also a last line without its end', () => {
  appendFileSync(file, 'first\npanic');
  tail.end();
  expect(lines).toEqual(['first', 'panic']);
});

test('after the end nothing is told', () => {
  tail.end();
  expect(jest.getTimerCount()).toBe(0);
  written('late\n');
  expect(lines).toEqual([]);
});
