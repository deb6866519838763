import stringWidth from 'string-width';
import fc from 'fast-check';
import { hanging, paragraphs, wrapped } from '../../../../cli/report/layout/wrapped';

test('a line that fits stays', () => {
  expect(wrapped('a b', 3)).toEqual(['a b']);
  expect(paragraphs('  cure: make it', 80)).toBe('  cure: make it');
});

test('a file gets lines of any length', () => {
  const text = `memory 128 → 192 GiB ${'x '.repeat(200)}`;
  expect(paragraphs(text, Infinity)).toBe(text);
});

test('each line goes on further in than it begins', () => {
  expect(paragraphs('network.bridge: br1 is missing\n    cure: make the bridge br1', 22)).toBe(
    ['network.bridge: br1', '  is missing', '    cure: make the', '      bridge br1'].join('\n'),
  );
});

test('a command in quotation marks is one piece, and one that is wider than the terminal has a line for itself', () => {
  const text = 'the pool is gone; run "virsh pool-start default" and repeat';
  expect(hanging('ab cd', 4)).toEqual(['ab', '  cd']);
  expect(paragraphs(text, 40).split('\n')).toEqual([
    'the pool is gone; run',
    '  "virsh pool-start default" and repeat',
  ]);
  expect(paragraphs(text, 20).split('\n')).toEqual([
    'the pool is gone;',
    '  run',
    '  virsh pool-start default',
    '  and repeat',
  ]);
  const command = '  quantum-kvm deploy --plan reviewed --config other.xml';
  expect(paragraphs(command, 20)).toBe(command);
});

test.each([80, 120, 200])(
  'no line is wider than %d columns, and all its words are there',
  (width) => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme-ascii', maxLength: 100 }).map((text) => text.replaceAll('"', '')),
      fc.constantFrom(
        '"virsh pool-start default"',
        '宿主机的网桥不存在',
        '192.168.12.34:192.168.12.36',
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = paragraphs(words.join(' '), width);
        for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(text.replace(/\s/g, '')).toBe(words.join('').replace(/\s/g, ''));
      }),
      { numRuns: 40 },
    );
  },
);
