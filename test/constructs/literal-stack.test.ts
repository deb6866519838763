import { Network } from '@cdktf/provider-libvirt/lib/network';
import { TerraformStack, Testing } from 'cdktf';
import { interpolation, reference } from '../../lib/constructs/expression';
import { ForeignExpression, LiteralStack } from '../../lib/constructs/literal-stack';
import { Json } from '../fixtures/synthesized';

const NETWORK = { name: 'n', bridge: { name: 'br0' }, forward: { mode: 'bridge' } };

/** The network of a stack with this bridge. */
function network(
  bridge: string,
  stack: TerraformStack = new LiteralStack(Testing.app(), 's'),
): Json {
  new Network(stack, 'Network', { ...NETWORK, bridge: { name: bridge } });
  return JSON.parse(Testing.synth(stack)).resource.libvirt_network.Network;
}

test('an expression of a construct is written out', () => {
  expect(network(interpolation('file("a")')).bridge.name).toBe('${file("a")}');
  expect(network(`x-${interpolation('a')}-${interpolation('b')}`).bridge.name).toBe('x-${a}-${b}');
});

test('a reference names a resource of the stack', () => {
  const stack = new LiteralStack(Testing.app(), 's');
  const first = new Network(stack, 'First', NETWORK);
  expect(network(reference(first, 'name'), stack).bridge.name).toBe(
    '${libvirt_network.First.name}',
  );
});

test('it is written out in a stack that does not tell expressions from text, too', () => {
  const stack = new TerraformStack(Testing.app(), 's');
  expect(network(interpolation('file("a")'), stack).bridge.name).toBe('${file("a")}');
});

test.each([
  '${file("a")}',
  'a${',
  '$${file("a")}',
  '$$${a}',
  '%{ if true }a%{ endif }',
  '%%{',
  '"${"\\u0027; id; \\u0027"}"',
])('a text that Terraform would evaluate is refused: %s', (text) => {
  expect(() => network(text)).toThrow(ForeignExpression);
});

test('a text that is an expression of a construct to the letter is refused as well', () => {
  const stack = new LiteralStack(Testing.app(), 's');
  new Network(stack, 'Own', { ...NETWORK, name: interpolation('file("a")') });
  expect(() => network('${file("a")}', stack)).toThrow(ForeignExpression);
});

test.each(['a key', '${a}', 'b%{c'])('a key is text as well: %s', (key) => {
  const stack = new LiteralStack(Testing.app(), 's');
  stack.addOverride('locals', { [key]: 1 });
  const synth = () => Testing.synth(stack);
  if (key === 'a key') expect(synth).not.toThrow();
  else expect(synth).toThrow(ForeignExpression);
});

test.each(['${TfToken[TOKEN.0]}', '${TfToken[TOKEN.1]}', '${TfToken[x.2]}', 'b_-8.2e+298'])(
  'a text that looks like a token of cdktf stands for none: %s',
  (text) => {
    const stack = new LiteralStack(Testing.app(), 's');
    new Network(stack, 'Own', { ...NETWORK, name: interpolation('file("secret")') });
    expect(() => network(text, stack)).toThrow(ForeignExpression);
  },
);

test('the refusal says where it is, what is allowed and what to do, on one line', () => {
  try {
    network('br${\n\u001b[2J}');
    throw new Error('not refused');
  } catch (error) {
    expect((error as ForeignExpression).problem).toEqual({
      severity: 'error',
      where: 's › resource › libvirt_network › Network › bridge › name',
      what: `"br\${\\u{a}\\u{1b}[2J}" holds an expression of Terraform that is none of the constructs'`,
      allowed: 'text without "${" and "%{"',
      cure: 'correct the name or path that it comes from: the two input files, or the folders that they stand in',
    });
  }
});
