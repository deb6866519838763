import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment } from '../../stacks/deployment';
import { DEPLOYMENT_ID, hostSpec } from '../fixtures/host-spec';
import { Json } from '../fixtures/synthesized';
import { Project } from '../../lib/node/project';

const PREPARATION = 'host-192-168-12-34-preparation';
const MACHINE = 'host-192-168-12-34-machine';

const dataDisks = [{ path: '/dev/disk/by-id/nvme-a', serial: 'nvme-a' }];

let outdir: string;
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'registry-'));
  const specs = [{ ...hostSpec({ dataDisks }), providers: 'registry' } as const];
  const input = { project: new Project('quantum_server_config.xml'), specs, problems: [] };
  new Deployment({ input, outdir }).synth();
});
afterAll(() => rmSync(outdir, { recursive: true }));

const read = (...path: string[]): Json => JSON.parse(readFileSync(join(outdir, ...path), 'utf8'));
const stack = (id: string): Json => read('stacks', id, 'cdk.tf.json');

test('a host gives two stacks, and the machine waits for the preparation', () => {
  const { stacks } = read('manifest.json');
  expect(Object.keys(stacks).sort()).toEqual([MACHINE, PREPARATION]);
  expect(stacks[PREPARATION].dependencies).toEqual([]);
  expect(stacks[MACHINE].dependencies).toEqual([PREPARATION]);
});

test('each stack has one provider, from a registry and at one version', () => {
  expect(stack(PREPARATION).terraform.required_providers).toEqual({
    null: { source: 'hashicorp/null', version: '3.2.4' },
  });
  expect(stack(MACHINE).terraform.required_providers).toEqual({
    libvirt: { source: 'dmacvicar/libvirt', version: '0.9.7' },
  });
});

test('each stack has state of its own, apart from that of the bundled providers', () => {
  const path = (id: string): string => stack(id).terraform.backend.local.path;
  expect(path(PREPARATION)).toMatch(/state\/host-192-168-12-34-preparation\.tfstate$/);
  expect(path(MACHINE)).toMatch(/state\/host-192-168-12-34-machine\.tfstate$/);
});

test('the lock file is left to Terraform, the host key is pinned', () => {
  for (const id of [PREPARATION, MACHINE]) {
    expect(existsSync(join(outdir, 'stacks', id, '.terraform.lock.hcl'))).toBe(false);
    expect(existsSync(join(outdir, 'stacks', id, 'known_hosts'))).toBe(true);
  }
});

test('the resources are those of the one stack, and depend on none of the other', () => {
  const types = (id: string) => Object.keys(stack(id).resource).sort();
  expect(types(PREPARATION)).toEqual(['null_resource']);
  expect(types(MACHINE)).toEqual(['libvirt_domain', 'libvirt_network', 'libvirt_volume']);
  expect(JSON.stringify(stack(MACHINE))).not.toContain('null_resource');
});

/** Attributes with their paths, lists as what is in them; the keys of a map are no attributes. */
function attributes(value: Json, path = ''): [string, Json][] {
  if (path === 'triggers') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item) => attributes(item, path));
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const inner = Object.entries(value).flatMap(([name, of]) =>
    attributes(of, path === '' ? name : `${path}.${name}`),
  );
  return path === '' ? inner : [[path, value], ...inner];
}

/** Names and types as the provider itself tells them (`terraform providers schema -json`). */
const SCHEMA: Json = JSON.parse(
  readFileSync(join(__dirname, '../fixtures/registry-attributes.json'), 'utf8'),
);

const META = ['//', 'depends_on', 'lifecycle', 'provisioner'];
const KINDS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  single: 'object',
  list: 'object',
  map: 'object',
};

test.each(Object.entries<Json>(SCHEMA))(
  'what is said of a %s exists in the registry provider, with its type',
  (type, known) => {
    const resources = [PREPARATION, MACHINE].flatMap((id) =>
      Object.values<Json>(stack(id).resource[type] ?? {}),
    );
    expect(resources).not.toEqual([]);
    for (const resource of resources) {
      const own = Object.entries(resource).filter(([name]) => !META.includes(name));
      for (const [path, value] of attributes(Object.fromEntries(own))) {
        const kind = known[path] ?? 'unknown to the provider';
        expect([path, typeof value]).toEqual([path, KINDS[kind] ?? kind]);
      }
    }
  },
);

test('what the provider reads back otherwise than it was told is left out or said in full', () => {
  const { libvirt_volume: volumes, libvirt_domain: domains } = stack(MACHINE).resource;
  const media = Object.values<Json>(volumes).find(({ name }) => name.endsWith('.iso'));
  expect(media.target).toBeUndefined();
  const [domain] = Object.values<Json>(domains);
  expect(domain.devices.controllers).toBeUndefined();
  expect(domain.devices.videos).toEqual([
    { model: { type: 'vga', heads: 1, primary: 'yes', vram: 16384 } },
  ]);
});

test('an empty drive has no type, which libvirt would not keep', () => {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  try {
    const specs = [{ ...hostSpec({ installMedia: undefined }), providers: 'registry' } as const];
    const input = { project: new Project('quantum_server_config.xml'), specs, problems: [] };
    new Deployment({ input, outdir: folder }).synth();
    const file = join(folder, 'stacks', MACHINE, 'cdk.tf.json');
    const { resource }: Json = JSON.parse(readFileSync(file, 'utf8'));
    const [domain] = Object.values<Json>(resource.libvirt_domain);
    const drive = domain.devices.disks.find(({ device }: Json) => device === 'cdrom');
    expect(drive.driver).toEqual({ name: 'qemu' });
    expect(drive.source).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the VM carries the tag by which the check knows it', () => {
  const [domain] = Object.values<Json>(stack(MACHINE).resource.libvirt_domain);
  expect(domain.metadata).toEqual({
    xml: `<quantum:machine xmlns:quantum="urn:quantum-kvm:machine" version="1" deployment="${DEPLOYMENT_ID}"/>`,
  });
});

test('a VM that was made with another tag is not restarted for it', () => {
  const [domain] = Object.values<Json>(stack(MACHINE).resource.libvirt_domain);
  expect(domain.lifecycle.ignore_changes).toEqual(['metadata']);
});
