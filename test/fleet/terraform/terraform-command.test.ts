import { terraformCommand } from '../../../fleet/terraform/terraform-command';

const provider = { command: '/proc/1/fd/3', file: '/plugins/terraform-provider-libvirt_v1.0.0' };

test('Terraform is started by the provider that serves it, which is named by its file', () => {
  expect(terraformCommand('/bin/tofu', ['plan', '-json'], provider)).toEqual({
    binary: '/proc/1/fd/3',
    args: ['run', '/bin/tofu', 'plan', '-json'],
    processName: '/plugins/terraform-provider-libvirt_v1.0.0',
  });
});

test('initialization is Terraform alone', () => {
  const alone = { binary: 'tofu', args: ['init'] };
  expect(terraformCommand('tofu', ['init'], provider)).toEqual(alone);
});

test('without a provider Terraform starts what it finds itself', () => {
  const alone = { binary: 'terraform', args: ['plan'] };
  expect(terraformCommand('terraform', ['plan'])).toEqual(alone);
});
