import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnownHosts } from '../../lib/ssh/known-hosts';
import { KeyPair } from './ssh-host';

const [ONE, OTHER] = [new KeyPair().publicKey, new KeyPair('ecdsa').publicKey];

const host = (address: string, port = 22) => ({ address, login: { port } });

function parsed(...lines: string[]): KnownHosts {
  const { knownHosts, faults } = KnownHosts.parse('known_hosts', `${lines.join('\n')}\n`);
  expect(faults).toEqual([]);
  return knownHosts;
}

test.each([
  ['an address', '192.168.12.34', host('192.168.12.34'), true],
  ['another address', '192.168.12.3', host('192.168.12.34'), false],
  ['an address at another port', '192.168.12.34', host('192.168.12.34', 2222), false],
  ['an address with its port', '[192.168.12.34]:2222', host('192.168.12.34', 2222), true],
  ['several names', 'kvm34,192.168.12.34', host('192.168.12.34'), true],
  ['a pattern', '192.168.12.*', host('192.168.12.34'), true],
  ['a pattern of single characters', '192.168.12.3?', host('192.168.12.34'), true],
  ['a dot is a dot', '192?168.12.34', host('192.168.12.34'), true],
  ['a pattern of too few', '192.168.12.?', host('192.168.12.34'), false],
  ['all but this one', '192.168.12.*,!192.168.12.34', host('192.168.12.34'), false],
  ['a pattern with a port', '[192.168.12.*]:2222', host('192.168.12.34', 2222), true],
])('%s', (_, names, asked, isKnown) => {
  const keys = parsed('# a remark', '', `${names} ${ONE} comment`).keysOf(asked);
  expect(keys).toEqual({ trusted: isKnown ? [ONE] : [], revoked: [] });
});

test('names that ssh-keygen has hashed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'known-hosts-'));
  const file = join(folder, 'known_hosts');
  writeFileSync(file, `192.168.12.34 ${ONE}\n[192.168.12.34]:2222 ${OTHER}\n`);
  execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
  const text = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true });
  expect(text).not.toContain('192.168');
  const { knownHosts } = KnownHosts.parse(file, text);
  expect(knownHosts.keysOf(host('192.168.12.34')).trusted).toEqual([ONE]);
  expect(knownHosts.keysOf(host('192.168.12.34', 2222)).trusted).toEqual([OTHER]);
  expect(knownHosts.keysOf(host('192.168.12.35')).trusted).toEqual([]);
});

test('several keys of a host, one of them revoked; certificates are left out', () => {
  const knownHosts = parsed(`a ${ONE}`, `@revoked a ${OTHER}`, `@cert-authority a ${OTHER}`);
  expect(knownHosts.keysOf(host('a'))).toEqual({ trusted: [ONE], revoked: [OTHER] });
});

test.each([
  ['no key', 'a ssh-ed25519'],
  ['another type than the key’s', `a ${ONE.replace('ssh-ed25519', 'ssh-rsa')}`],
  ['a key that is no key', 'a ssh-ed25519 AAAA'],
  ['a key cut short', 'a ssh-ed25519 AAA'],
  ['an unknown marker', `@trusted a ${ONE}`],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
])('a line with %s is a fault, with its place', (_, line) => {
  const { faults } = KnownHosts.parse('known_hosts', `a ${ONE}\n${line}\n`);
  expect(faults).toEqual(['known_hosts:2: this is no line of a known_hosts file']);
});

test('a pattern of many stars costs no more than its length', () => {
  const knownHosts = parsed(`${'*1'.repeat(2000)}x ${ONE}`);
  const begun = performance.now();
  expect(knownHosts.keysOf(host('1'.repeat(5000))).trusted).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(1000);
});
