import {
  Behaviour,
  CONTINUE,
  Procedure,
  STREAM,
  text,
  uuidBytes,
  words,
} from '../programs/libvirtd';
import { NETWORK_UUID, UUID, WireProject } from './wire-project';

let project: WireProject;
beforeAll(async () => {
  project = await WireProject.make();
});
afterAll(() => project.remove());
beforeEach(() => project.remember());

const MEMORY_MIB = 300;
const PLAN = ['plan', '-target=libvirt_domain.vm'];
const MIB = 1024 ** 2;
const OTHER_UUID = 'ffffffff-0000-4000-8000-000000000002';

const vm = (name = 'vm054', uuid = UUID) =>
  Buffer.concat([text(name), uuidBytes(uuid), words(0xffffffff)]);

const found: Partial<Record<Procedure, Behaviour>> = {
  domainLookupByUuid: (call) => call.reply(vm()),
};
const definition = (xml: string): Partial<Record<Procedure, Behaviour>> => ({
  ...found,
  domainGetXmlDesc: (call) => call.reply(text(xml)),
});

const streamsOfOthers: Behaviour = (call) => {
  let serial = 1000;
  const content = Buffer.alloc(MIB);
  call.pour(() => call.send({ kind: STREAM, status: CONTINUE, serial: serial++ }, content));
};

const CONTROL = ['\u001b', '\u202e', '\u2028', '\u0007'];
const control = '\u001b[2J\u001b[31mall is well\u202e\u2028\u0007';

test.each<[string, Partial<Record<Procedure, Behaviour>>, string]>([
  ['streams of calls never made', { domainLookupByUuid: streamsOfOthers }, 'no call waits for'],
  [
    'streams of calls never made, before any call',
    { authList: streamsOfOthers },
    'no call waits for',
  ],
  [
    'a string of 2 GiB',
    { ...found, domainGetXmlDesc: (call) => call.reply(words(0x7fffffff)) },
    "does not keep to libvirt's protocol",
  ],
  [
    'a packet of 4 GiB',
    { ...found, domainGetXmlDesc: (call) => call.write(words(0xffffffff, 0, 0, 0, 0, 0, 0)) },
    'a packet of 4294967295 bytes',
  ],
  [
    'another VM than the one asked for',
    { domainLookupByUuid: (call) => call.reply(vm('vm054', OTHER_UUID)) },
    `answered with the UUID ${OTHER_UUID}`,
  ],
  [
    'the definition of another VM',
    definition(`<domain><name>web</name><uuid>${OTHER_UUID}</uuid></domain>`),
    'answered with that of web',
  ],
  ['a definition that is none', definition('<html>'), 'cannot be used'],
  [
    'entities of its own',
    definition('<!DOCTYPE d [<!ENTITY a "x">]><domain>&a;</domain>'),
    'document type',
  ],
  ['elements 200,000 deep', definition('<domain>'.repeat(200_000)), 'nested deeper'],
  ['a definition of 7 MiB', definition(`<domain>${'x'.repeat(7 * MIB)}</domain>`), 'allowed are'],
  [
    'an error of megabytes',
    { domainLookupByUuid: (call) => call.fail(1, `${control}${'x'.repeat(5 * MIB)}`) },
    'all is well',
  ],
  [
    'an error that is a success',
    { domainLookupByUuid: (call) => call.fail(0, control) },
    'all is well',
  ],
])('%s ends the run with a sentence', async (_, behaviours, sentence) => {
  project.libvirtd.does(behaviours);
  const { exitCode, output, providerMib, seconds } = await project.run(PLAN);
  expect(exitCode).toBe(1);
  expect(output.replace(/[│\s]+/g, ' ')).toContain(sentence);
  expect(output.length).toBeLessThan(10_000);
  for (const character of CONTROL) expect(output).not.toContain(character);
  expect(providerMib).toBeLessThan(MEMORY_MIB);
  expect(seconds).toBeLessThan(50);
  expect(project.isLocked).toBe(false);
});

test('three answers to each call are taken for one', async () => {
  const thrice: Behaviour = (call) => {
    for (let i = 0; i < 3; i++) call.fail(42, 'no such VM');
  };
  project.libvirtd.does({ domainLookupByUuid: thrice, domainLookupByName: thrice });
  const { exitCode, output } = await project.run(PLAN);
  expect(output).toContain('1 to add');
  expect(exitCode).toBe(0);
});

test('a VM of our name that was made anew is told, not changed and not removed', async () => {
  project.libvirtd.does({ domainLookupByName: (call) => call.reply(vm('vm054', OTHER_UUID)) });
  for (const args of [PLAN, ['destroy', '-auto-approve', '-target=libvirt_domain.vm']]) {
    const { exitCode, output } = await project.run(args);
    expect(exitCode).toBe(1);
    expect(output).toContain(OTHER_UUID);
    expect(output).toContain('nothing was changed');
  }
});

test('a network of another name than the one asked for is told', async () => {
  const network = Buffer.concat([text('default'), uuidBytes(NETWORK_UUID)]);
  const xml = `<network><name>default</name><uuid>${NETWORK_UUID}</uuid></network>`;
  project.libvirtd.does({
    networkLookupByName: (call) => call.reply(network),
    networkGetXmlDesc: (call) => call.reply(text(xml)),
  });
  const { exitCode, output } = await project.run(['plan', '-target=libvirt_network.net']);
  expect(exitCode).toBe(1);
  expect(output).toContain('answered with "default"');
});

const silent: Behaviour = () => undefined;

test.each<[string, Partial<Record<Procedure, Behaviour>>]>([
  ['after the version', { authList: silent }],
  ['after the authentication', { connectOpen: silent }],
])('a libvirt that says nothing %s is given up', async (_, behaviours) => {
  project.libvirtd.does(behaviours);
  const { exitCode, output, seconds } = await project.run(PLAN);
  expect(exitCode).toBe(1);
  expect(output).toContain('did not answer within 30s');
  expect(seconds).toBeLessThan(40);
  expect(project.isLocked).toBe(false);
});

test('a call without an answer ends with an interrupt, and the state is not locked', async () => {
  project.libvirtd.does({ domainLookupByUuid: silent });
  const { exitCode, seconds } = await project.run(
    ['apply', '-auto-approve', '-target=libvirt_domain.vm'],
    (child) => {
      const waiting = setInterval(() => {
        if (!project.libvirtd.asked.includes(24)) return;
        clearInterval(waiting);
        child.kill('SIGINT');
      }, 50);
    },
  );
  expect(exitCode).not.toBe(0);
  expect(seconds).toBeLessThan(25);
  expect(project.isLocked).toBe(false);
});

test('a call without an answer, and one byte a second, are given up in a minute', async () => {
  const drip: Behaviour = (call) => {
    const bytes = words(200, 0x20008086, 1, 24, 1, call.serial, 0);
    let at = 0;
    const timer = setInterval(() => {
      if (!call.write(bytes.subarray(at, ++at))) clearInterval(timer);
    }, 1000);
  };
  project.libvirtd.does({ domainLookupByUuid: drip, networkLookupByName: silent });
  const { exitCode, output, seconds } = await project.run(['plan']);
  expect(exitCode).toBe(1);
  expect(output.replace(/[│\s]+/g, ' ')).toMatch(/did not get on with .* within 1m0s/);
  expect(seconds).toBeGreaterThan(55);
  expect(seconds).toBeLessThan(80);
  expect(project.isLocked).toBe(false);
}, 120_000);
