import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Markdown } from './markdown';

const ROOT = join(__dirname, '..');

/** Pages that stand in both languages, as paths without their ending. */
const pages = ['', 'docs'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.zh-CN.md'))
    .map((name) => join(folder, name.slice(0, -'.zh-CN.md'.length))),
);

const read = (path: string) => new Markdown(readFileSync(join(ROOT, path), 'utf8'));
const both = (page: string) => [read(`${page}.md`), read(`${page}.zh-CN.md`)] as const;

/** Where a link leads, in whichever language. */
const withoutLanguage = (target: string) => target.replace('.zh-CN.md', '.md').replace(/#.*/, '');

test('what an operator reads first stands in Chinese', () => {
  expect(pages).toEqual(expect.arrayContaining(['README', 'docs/hand-over', 'docs/tasks']));
});

describe.each(pages)('%s, in English and in Chinese', (page) => {
  const [english, chinese] = both(page);

  test('has the same headings: as many, of the same levels, in the same order', () => {
    expect(chinese.sections.map(({ level }) => level)).toEqual(
      english.sections.map(({ level }) => level),
    );
  });

  test('has the same blocks, but for the words in drawings', () => {
    const blocks = ({ sections }: Markdown) =>
      sections.map((section) =>
        section.blocks.map(({ language, text }) => [language, language === 'mermaid' ? '' : text]),
      );
    expect(blocks(chinese)).toEqual(blocks(english));
  });

  test('names the same properties, commands and files under each heading', () => {
    const names = ({ sections }: Markdown) =>
      sections.map(({ names }) => [...new Set(names)].sort());
    expect(names(chinese)).toEqual(names(english));
  });

  test('has as many rows in each table, and as many paragraphs and points of lists', () => {
    const shapes = ({ sections }: Markdown) => sections.map(({ shape }) => shape);
    expect(shapes(chinese)).toEqual(shapes(english));
  });

  test('leads to the same pages under each heading', () => {
    const links = ({ sections }: Markdown) =>
      sections.map((section) => section.links.map(withoutLanguage).sort());
    expect(links(chinese)).toEqual(links(english));
  });

  test('leads to the other language at its top', () => {
    const name = page.split('/').at(-1);
    expect(english.lines[2]).toBe(`[中文](${name}.zh-CN.md)`);
    expect(chinese.lines[2]).toBe(`[English](${name}.md)`);
  });
});

test('a Chinese page leads to Chinese pages where there are some', () => {
  const others = pages.flatMap((page) =>
    both(page)[1]
      .links.slice(1)
      .filter((target) => pages.includes(join(page, '..', target.replace(/\.md(#.*)?$/, '')))),
  );
  expect(others).toEqual([]);
});
