import { hostSpec } from '../../fixtures/host-spec';
import { Json, synthesized } from '../../fixtures/synthesized';

const withPackages = (packagesDirectory?: string) =>
  synthesized({ ...hostSpec(), packagesDirectory }).resources('null_resource');

const named = (resources: Record<string, Json>, part: string): [string, Json] =>
  Object.entries(resources).find(([name]) => name.includes(part))!;

test('without kvm.packages.directory nothing is copied', () => {
  expect(Object.keys(withPackages()).join()).not.toContain('OfflinePackages');
});

test('packages are copied after the pre-check and before the preparation', () => {
  const resources = withPackages('../../../packages');
  const [preCheck] = named(resources, 'PreCheck');
  const [name, packages] = named(resources, 'OfflinePackages');
  expect(name).toBe('Preparation_OfflinePackages_D18219EE');
  expect(packages.depends_on).toEqual([`null_resource.${preCheck}`]);
  expect(named(resources, 'PackageInstallation')[1].depends_on).toEqual([`null_resource.${name}`]);
});

test('the copy is between the taking of a slot and its return', () => {
  const [, packages] = named(withPackages('../../../packages'), 'OfflinePackages');
  const kinds = packages.provisioner.map((provisioner: Json) => Object.keys(provisioner)[0]);
  expect(kinds).toEqual(['remote-exec', 'local-exec', 'file', 'local-exec', 'remote-exec']);
  expect(packages.provisioner[1]['local-exec'].command).toMatch(/^exec sh '.*' take$/);
  expect(packages.provisioner[2].file.source).toBe('../../../packages/');
});

test('it is copied anew for another folder, another system or other package names, nothing else', () => {
  const [, packages] = named(withPackages('../../../packages'), 'OfflinePackages');
  expect(Object.keys(packages.triggers)).toEqual(['directory', 'host_key', 'names']);
});
