import { picture } from './picture';
import { Screen } from './screen';

async function drawn(bytes: string): Promise<string> {
  const screen = new Screen({ columns: 40 });
  await screen.take(bytes);
  return picture(screen.cells, 40, 'a <table>');
}

test('each word stands at its column, in its colour, escaped', async () => {
  const svg = await drawn('ab \u001b[33mrestart\u001b[0m\n  \u001b[1ma<b&c\u001b[0m');
  expect(svg).toContain('<text x="0" y="13" textLength="16.8">ab</text>');
  expect(svg).toContain('<text x="25.2" y="13" textLength="58.8" fill="#daaa3f">restart</text>');
  expect(svg).toContain(
    '<text x="16.8" y="31" textLength="42" font-weight="bold">a&lt;b&amp;c</text>',
  );
  expect(svg).toContain('<title>a &lt;table&gt;</title>');
});

test('two colours beside each other are two words, and a wide character takes two columns', async () => {
  const svg = await drawn('a\u001b[31mb\u001b[0m 虚机');
  expect(svg).toContain('textLength="8.4">a</text>');
  expect(svg).toContain('<text x="8.4" y="13" textLength="8.4" fill="#f47067">b</text>');
  expect(svg).toContain('<text x="25.2" y="13" textLength="33.6">虚机</text>');
});
