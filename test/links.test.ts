import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Markdown } from './markdown';

const ROOT = join(__dirname, '..');

/** All pages of ours. */
const pages = ['.', 'docs', 'docs/decisions', 'bench'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

const read = (page: string) => new Markdown(readFileSync(join(ROOT, page), 'utf8'));

/** Links of a page that lead nowhere. */
function dead(page: string): string[] {
  return read(page).links.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, file))) return true;
    return anchor !== undefined && !read(file).anchors.includes(decodeURIComponent(anchor));
  });
}

test.each(pages)('the links of %s lead to pages and headings that are there', (page) => {
  expect(dead(page)).toEqual([]);
});
