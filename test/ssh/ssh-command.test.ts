import { execFileSync } from 'node:child_process';
import { KnownHosts } from '../../lib/ssh/known-hosts';
import { pinnedHosts, shellLine, terminalCommand, tunnelCommand } from '../../lib/ssh/ssh-command';
import { KeyPair } from './ssh-host';

const TARGET = {
  address: '192.168.12.34',
  login: { name: 'root', port: 2222 },
  keyFile: '/p/.quantum-kvm/id_ed25519',
  knownHostsFile: '/p/.quantum-kvm/known_hosts',
};

test('a tunnel leads from this machine alone to where the display listens', () => {
  const words = tunnelCommand(TARGET, {
    localPort: 5974,
    remote: { address: '127.0.0.1', port: 5954 },
  });
  expect(shellLine(words)).toBe(
    `ssh -F none -i /p/.quantum-kvm/id_ed25519 -o IdentitiesOnly=yes -o UserKnownHostsFile=/p/.quantum-kvm/known_hosts -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes -p 2222 -o ExitOnForwardFailure=yes -N -L 127.0.0.1:5974:127.0.0.1:5954 root@192.168.12.34`,
  );
  const v6 = tunnelCommand(TARGET, { localPort: 1, remote: { address: '::1', port: 2 } });
  expect(v6).toContain('127.0.0.1:1:[::1]:2');
});

test('without a key ssh asks as it does', () => {
  const words = terminalCommand({ ...TARGET, keyFile: undefined }, 'virsh console vm054');
  expect(words).not.toContain('-i');
  expect(words.slice(-3)).toEqual(['-t', 'root@192.168.12.34', 'virsh console vm054']);
});

test('neither a file of this machine nor its settings let another key, way or agent through', () => {
  const words = terminalCommand(TARGET, 'virsh console vm054');
  const settings = execFileSync('ssh', ['-G', ...words.slice(1, -1)], { encoding: 'utf8' });
  expect(settings.split('\n')).toEqual(
    expect.arrayContaining([
      'forwardagent no',
      'forwardx11 no',
      'globalknownhostsfile /dev/null',
      'stricthostkeychecking true',
      'userknownhostsfile /p/.quantum-kvm/known_hosts',
    ]),
  );
});

test('a folder of any name stays what it is, for the shell and for ssh', () => {
  const keyFile = "/my folder's/100%/id";
  const line = shellLine(terminalCommand({ ...TARGET, keyFile, knownHostsFile: '/a b/k' }, 'x y'));
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
  expect(words.split('\n')).toEqual(
    expect.arrayContaining(["/my folder's/100%%/id", 'UserKnownHostsFile="/a b/k"', 'x y']),
  );
});

test('the pinned keys hold for their host at any port, and for no other', () => {
  const { publicKey: hostKey } = new KeyPair();
  const text = pinnedHosts({ '192.168.12.34': { hostKey } });
  const { knownHosts, faults } = KnownHosts.parse('known_hosts', text);
  expect(faults).toEqual([]);
  const keys = (address: string, port: number) =>
    knownHosts.keysOf({ address, login: { port } }).trusted;
  expect([keys('192.168.12.34', 22), keys('192.168.12.34', 2222)]).toEqual([[hostKey], [hostKey]]);
  expect(keys('192.168.12.35', 22)).toEqual([]);
});
